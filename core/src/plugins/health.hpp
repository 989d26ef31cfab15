#pragma once

#include <lumbar/transaction.hpp>

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

struct plugin_error {
    utc_ms at;
    std::string method;
    std::string path;                 // the route's template
    std::string kind;                 // the exception's type, or what the store refused; never the exception's words
};
BOOST_DESCRIBE_STRUCT(plugin_error, (), (at, method, path, kind))

// An event that a subscriber could not be told of: it threw ten times, and later ones were told without it.
struct parked_event {
    utc_ms at;                        // given up then
    std::string event;
    std::string kind;                 // what it threw the last time, as in plugin_error
};
BOOST_DESCRIBE_STRUCT(parked_event, (), (at, event, kind))

// How the routes of a plugin have done in this process alone: not in another server on the same database, nor before the last
// start. What its extension points do is not in it. Parked events are those of all servers, since ever.
struct plugin_health {
    utc_ms since;
    std::int64_t requests = 0;        // that were answered, refusals included
    std::int64_t faults = 0;          // of those, because the plugin threw what it should not or took too long
    std::optional<double> p99_ms;     // 99 of 100 took at most this; empty when nothing was answered
    bool p99_beyond = false;          // they took longer than p99_ms, the longest time that is told apart
    double writing_ms = 0;            // its handlers in write transactions
    double writing_share = 0;         // of the time since the start: on SQLite one writes at a time, and 1 is all there is
    std::optional<plugin_error> last_error;
    std::int64_t strikes = 0;         // the server went down while it ran, within ten minutes; 0 without a supervisor
    std::int64_t parked = 0;
    std::optional<parked_event> last_parked;
};
BOOST_DESCRIBE_STRUCT(plugin_health, (),
                      (since, requests, faults, p99_ms, p99_beyond, writing_ms, writing_share, last_error, strikes, parked, last_parked))

// What was counted; `strikes` is 0. The p99 is the upper end of the class of durations that it falls into (see
// route_counts::seconds): never less than the true one, and at most 4 times as much, or 1 ms where that is less.
plugin_health counted_health(std::string_view plugin);

// Fills in `parked` and `last_parked`.
void tell_parked(read_tx& tx, std::string_view plugin, plugin_health& told);

// In the file that the supervisor keeps in the data folder; 0 where there is none.
std::int64_t strikes_in(const std::string& data_folder, std::string_view plugin);

}
}
