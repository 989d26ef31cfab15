#include "core/src/http/route_counts.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

namespace lumbar {
namespace http {
namespace {

struct registry {
    count_start began;
    std::mutex mutex;
    std::map<std::pair<std::string, std::string>, std::pair<std::string, std::unique_ptr<route_counts>>> routes;  // by path, method
};

registry& all() {
    static registry one;
    return one;
}

}

void route_counts::count(int status, std::chrono::nanoseconds duration) {
    const auto add = [](number& n, std::uint64_t more) { n.fetch_add(more, std::memory_order_relaxed); };
    add(answers[static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1)], 1);
    const auto end = std::lower_bound(seconds.begin(), seconds.end(), std::chrono::duration<double>(duration).count());
    add(took[static_cast<std::size_t>(end - seconds.begin())], 1);
    add(nanoseconds, static_cast<std::uint64_t>(std::max<std::int64_t>(0, duration.count())));
}

time_writing::~time_writing() {
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - began_;
    counts_.writing.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())), std::memory_order_relaxed);
}

route_counts& counts_of(std::string_view method, std::string_view path, std::string_view plugin) {
    std::lock_guard lock(all().mutex);
    auto& [owner, counts] = all().routes[{std::string(path), std::string(method)}];
    if (!counts) {
        owner = plugin.empty() ? "core" : plugin;
        counts = std::make_unique<route_counts>();
    }
    return *counts;
}

route_counts& counts_of_no_route() {
    static route_counts& none = counts_of("any", "none", "core");
    return none;
}

const count_start& counted_since() { return all().began; }

std::vector<counted_route> counted_routes() {
    std::lock_guard lock(all().mutex);
    std::vector<counted_route> found;
    for (const auto& [name, route] : all().routes) found.push_back({name.second, name.first, route.first, route.second.get()});
    return found;
}

}
}
