#pragma once

#include <stdexcept>

namespace [[gnu::visibility("default")]] lumbar {

enum class database_fault {
    constraint,      // a unique, foreign-key, check or exclusion rule refused the write
    busy,            // the queue or the pool is full: try again shortly
    deadline,        // the statement's time ran out and it was stopped
    conflict,        // serialization failure or deadlock, after the retries
    full,            // no space on the disk; nothing of this write is stored
    failed,          // the store cannot be trusted any more (I/O error): writes stop
    unreachable,     // no connection to the server
    unknown_outcome, // COMMIT went out and no answer came: it may be stored or not
    refused,         // the statement is not allowed here (a plugin's COMMIT, a foreign table, a write while reading)
    other
};

// What the store says no with. The text is for a log: it names statement owners, tables and constraints, never values.
class database_error : public std::runtime_error {
public:
    database_error(database_fault fault, const std::string& what, std::string constraint = {})
        : std::runtime_error(what), fault_(fault), constraint_(std::move(constraint)) {}
    database_fault fault() const { return fault_; }
    // The name of the constraint or of the column list that refused ("users.login"); empty when not known.
    const std::string& constraint() const { return constraint_; }

private:
    database_fault fault_;
    std::string constraint_;
};

}
