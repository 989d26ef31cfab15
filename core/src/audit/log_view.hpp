#pragma once

#include <lumbar/calendar.hpp>
#include <lumbar/transaction.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace lumbar {

class database;

namespace [[gnu::visibility("default")]] audit {

// One entry as a person reads it.
struct log_line {
    row_id id;
    std::optional<std::int64_t> seq;      // empty for a moment, until it is sealed
    utc_ms at;
    std::string actor_kind;
    std::string actor_name;
    std::string action;
    std::string summary;                  // "Ana Silva opened the record of Ben Kowalski"
    std::string client;                   // id; empty: no client is concerned
    std::string client_name;
    std::string object;
    std::string outcome;
    std::vector<std::string> fields;
    std::string reason;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(log_line, (),
                      (id, seq, at, actor_kind, actor_name, action, summary, client, client_name, object, outcome, fields, reason,
                       address))

// Which entries; what is empty does not narrow.
struct log_filter {
    row_id client;
    row_id actor;
    std::string action;                   // whole, or what it starts with up to a dot: "note."
    std::optional<utc_ms> from;           // inclusive
    std::optional<utc_ms> to;             // exclusive
    std::string before;                   // entries older than this id
};

// Newest first.
std::vector<log_line> log_lines(read_tx& tx, const log_filter& filter, int limit);

// Everything, oldest first, as CSV in which no cell is a formula. Returns the number of entries.
std::int64_t export_csv(database& db, std::ostream& out);

}
}
