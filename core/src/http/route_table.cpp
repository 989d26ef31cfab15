#include "core/src/http/route_table.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

namespace lumbar {
namespace http {
namespace {

constexpr std::array<std::string_view, 5> verb_names = {"GET", "POST", "PUT", "PATCH", "DELETE"};

std::vector<std::string> split(std::string_view path) {
    if (path.empty() || path.front() != '/' || path.back() == '/')
        throw std::invalid_argument("the path \"" + std::string(path) + "\" is not of the form \"/a/{b}\"");
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        auto end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

bool is_parameter(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

std::atomic<std::uint64_t> generations{0};

}

std::string_view name_of(http_verb verb) { return verb_names[static_cast<std::size_t>(verb)]; }

struct route_snapshot::node {
    std::unordered_map<std::string, std::unique_ptr<node>> literals;
    std::unique_ptr<node> parameter;
    std::array<const mounted_route*, 5> by_verb{};

    bool has_routes() const {
        return std::any_of(by_verb.begin(), by_verb.end(), [](auto* r) { return r != nullptr; });
    }
};

route_snapshot::route_snapshot(const std::vector<mount>& mounts, std::vector<std::string> off)
    : root_(std::make_unique<node>()), off_(std::move(off)) {
    for (const auto& where : mounts)
        for (const auto& row : *where.routes) add(where, row);
}

route_snapshot::~route_snapshot() = default;

void route_snapshot::add(const mount& where, const route& row) {
    auto entry = std::make_unique<mounted_route>();
    entry->row = &row;
    entry->path = where.prefix + std::string(row.path);
    entry->plugin = where.plugin;
    entry->gate = where.gate;
    entry->counts = &counts_of(name_of(row.method), entry->path, where.plugin);
    node* at = root_.get();
    std::size_t index = 0;
    for (const auto& segment : split(entry->path)) {
        auto& next = is_parameter(segment) ? at->parameter : at->literals[segment];
        if (is_parameter(segment)) entry->parameters.emplace_back(index, segment.substr(1, segment.size() - 2));
        if (!next) next = std::make_unique<node>();
        at = next.get();
        ++index;
    }
    auto& place = at->by_verb[static_cast<std::size_t>(row.method)];
    if (place) {
        throw std::invalid_argument("two routes answer " + std::string(name_of(row.method)) + ' ' + entry->path +
                                    (place->path == entry->path ? "" : " (the other is " + place->path + ")"));
    }
    place = entry.get();
    routes_.push_back(std::move(entry));
}

// The node of these segments that has a route for the verb (-1: for any verb).
auto route_snapshot::walk(const node& from, const std::vector<std::string>& segments, std::size_t at, int verb) const -> const node* {
    if (at == segments.size()) {
        const bool here = verb < 0 ? from.has_routes() : from.by_verb[static_cast<std::size_t>(verb)] != nullptr;
        return here ? &from : nullptr;
    }
    if (segments[at].empty()) return nullptr;
    if (auto literal = from.literals.find(segments[at]); literal != from.literals.end())
        if (auto* node = walk(*literal->second, segments, at + 1, verb)) return node;
    return from.parameter ? walk(*from.parameter, segments, at + 1, verb) : nullptr;
}

auto route_snapshot::match(std::string_view method, const std::vector<std::string>& segments) const -> found {
    auto verb = std::find(verb_names.begin(), verb_names.end(), method) - verb_names.begin();
    if (verb < static_cast<std::ptrdiff_t>(verb_names.size()))
        if (auto* node = walk(*root_, segments, 0, static_cast<int>(verb))) return {node->by_verb[static_cast<std::size_t>(verb)], {}, false};
    found none;
    if (auto* node = walk(*root_, segments, 0, -1)) {
        for (std::size_t i = 0; i < verb_names.size(); ++i)
            if (node->by_verb[i]) none.allow.append(none.allow.empty() ? "" : ", ").append(verb_names[i]);
    } else if (segments.size() >= 3 && segments[0] == "api" && segments[1] == "v1") {
        none.plugin_off = std::find(off_.begin(), off_.end(), segments[2]) != off_.end();
    }
    return none;
}

route_table::route_table() : snapshot_(std::make_shared<route_snapshot>(std::vector<mount>{}, std::vector<std::string>{})) {}

void route_table::publish(std::shared_ptr<const route_snapshot> next) {
    std::lock_guard lock(mutex_);
    std::swap(snapshot_, next);
    generation_.store(++generations, std::memory_order_release);
}

std::shared_ptr<const route_snapshot> route_table::current() const {
    thread_local std::uint64_t seen = 0;
    thread_local std::shared_ptr<const route_snapshot> kept;
    if (auto now = generation_.load(std::memory_order_acquire); now != seen || now == 0) {
        std::lock_guard lock(mutex_);
        kept = snapshot_;
        seen = generation_.load(std::memory_order_relaxed);
    }
    return kept;
}

}
}
