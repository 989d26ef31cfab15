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

// Adds the row in this transaction.
void record(write_tx& tx, const entry& what);

// Numbers and chains the audit rows that have no number yet and numbers the outbox rows. Runs last in each group commit
// on SQLite; on PostgreSQL a sealer runs it, one at a time.
void seal(write_tx& tx);

}
