#include "core/src/plugins/health.hpp"

#include "core/src/http/last_fault.hpp"
#include "core/src/http/route_counts.hpp"
#include "core/src/supervisor/strikes.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace lumbar {
namespace plugins {
namespace {

using classes = decltype(http::route_counts::seconds);
using per_class = std::array<std::uint64_t, std::tuple_size_v<classes> + 1>;

utc_ms on_the_wire(std::chrono::system_clock::time_point at) {
    return {std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count()};
}

void tell_p99(plugin_health& told, const per_class& took) {
    std::uint64_t all = 0, slower = 0;
    for (const auto n : took) all += n;
    if (all == 0) return;
    std::size_t at = took.size() - 1;
    while (at > 0 && (slower + took[at]) * 100 <= all) slower += took[at--];
    const auto& ends = http::route_counts::seconds;
    told.p99_beyond = at == ends.size();
    told.p99_ms = 1000 * ends[std::min(at, ends.size() - 1)];
}

}

plugin_health counted_health(std::string_view plugin) {
    plugin_health told;
    per_class took{};
    std::uint64_t writing = 0;
    for (const auto& route : http::counted_routes()) {
        if (route.plugin != plugin) continue;
        for (const auto& n : route.counts->answers) told.requests += static_cast<std::int64_t>(n.load(std::memory_order_relaxed));
        for (std::size_t i = 0; i < took.size(); ++i) took[i] += route.counts->took[i].load(std::memory_order_relaxed);
        told.faults += static_cast<std::int64_t>(route.counts->faults.load(std::memory_order_relaxed));
        writing += route.counts->writing.load(std::memory_order_relaxed);
    }
    tell_p99(told, took);
    const auto& start = http::counted_since();
    told.since = on_the_wire(start.wall);
    told.writing_ms = static_cast<double>(writing) / 1e6;
    const std::chrono::duration<double, std::milli> life = std::chrono::steady_clock::now() - start.steady;
    if (life.count() > 0) told.writing_share = told.writing_ms / life.count();
    if (auto fault = http::last_fault_of(plugin))
        told.last_error = plugin_error{on_the_wire(fault->at), std::move(fault->method), std::move(fault->path),
                                       std::move(fault->kind)};
    return told;
}

void tell_parked(read_tx& tx, std::string_view plugin, plugin_health& told) {
    const std::string subscriber = std::string(plugin) + '/';
    told.parked = tx.value<std::int64_t>("SELECT COUNT(*) FROM parked_events WHERE SUBSTR(subscriber, 1, :length) = :subscriber",
                                         subscriber.size(), subscriber).value_or(0);
    told.last_parked = tx.row<parked_event>(R"(
        SELECT next_try_at AS at, event, fault AS kind
        FROM parked_events
        WHERE SUBSTR(subscriber, 1, :length) = :subscriber
        ORDER BY next_try_at DESC, seq DESC)",
        subscriber.size(), subscriber);
}

std::int64_t strikes_in(const std::string& data_folder, std::string_view plugin) {
    if (data_folder.empty()) return 0;
    return supervision::strikes(data_folder + "/strikes", std::chrono::steady_clock::now()).count(plugin);
}

}
}
