#pragma once

#include <lumbar/transaction.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace lumbar::audit {

// One access or change. Who, from where and in which session come from the transaction's actor.
struct entry {
    std::string action;                  // "note.read"
    row_id client;                       // empty: no client is concerned
    std::string object;                  // the record's id, or a word ("front_desk"); empty: none
    std::string outcome = "done";        // done, denied, failed
    std::vector<std::string> fields;     // names of what changed, never values
    std::string reason;                  // what the person wrote
    std::string request;                 // the request's id
};

// Adds the row in this transaction; on SQLite with its number and its link.
void record(write_tx& tx, const entry& what);

// Runs last in each group commit on SQLite, where it marks the end of the chain; on PostgreSQL a sealer runs it, one at a time,
// and it numbers and chains the rows that have no number yet, and numbers the events.
void seal(write_tx& tx);

}
