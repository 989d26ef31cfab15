#pragma once

#include "core/src/metrics/metrics.hpp"

#include <lumbar/database.hpp>

#include <string>

// The rows of events and how far each subscriber has heard them. A subscriber is named "<plugin>/<event>".
namespace lumbar::events {

struct outbox_row {
    std::int64_t seq;
    std::string event;
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(outbox_row, (), (seq, event, payload))

// The newest sealed event; 0 when there is none.
std::int64_t newest(read_tx& tx);
// The last event that the subscriber has heard; -1: it was never here.
std::int64_t cursor_of(read_tx& tx, const std::string& name);
// Who was never here hears what happens from now on.
void ensure_cursor(write_tx& tx, const std::string& name);
// False: another server has delivered this one meanwhile.
bool move_cursor(write_tx& tx, const std::string& name, std::int64_t before, std::int64_t seq);
// Deletes at most `most` of those that are older than an hour and have been heard by all who hear them; how many. Who is off
// keeps what it has not heard; one of another event holds up nothing.
std::int64_t prune_outbox(write_tx& tx, std::int64_t most);
// Fills in what `one` has not heard yet.
void count_unheard(read_tx& tx, utc_ms now, metrics::unheard& one);

}
