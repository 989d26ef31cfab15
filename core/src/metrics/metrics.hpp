#pragma once

#include "core/src/http/refusal_counts.hpp"
#include "core/src/http/route_counts.hpp"
#include "db/src/store_state.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] metrics {

// What has been emitted and not yet heard by one who hears it.
struct unheard {
    std::string plugin, event;
    std::int64_t waiting = 0;
    std::int64_t oldest_ms = 0;   // how long ago the first of them was emitted
    std::int64_t parked = 0;      // given up after ten tries
};

struct plugin_now {
    std::string id, state;
};

// Everything that is told, at one moment. Only names of the program itself and of its plugins may be in it.
struct readings {
    std::string store;                             // "sqlite", "postgresql"
    std::vector<http::counted_route> routes;
    std::map<std::string_view, std::uint64_t> refusals;  // http::counted_refusals()
    data::store_state database;
    std::size_t windows = 0;
    std::optional<std::vector<unheard>> outbox;    // empty: the database could not be asked
    std::vector<plugin_now> plugins;
};

// In Prometheus' text format, with the counters of the data layer (data::counted()).
std::string text_of(const readings& now);

}
}
