#pragma once

#include <lumbar/database_error.hpp>
#include <lumbar/transaction.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

class connection;

// What a write must find again each time it runs: its moment, and the ids and secrets it drew, in order.
struct recording {
    utc_ms now;
    std::vector<row_id> ids;
    std::vector<std::string> secrets;
    std::vector<std::string> given_up = {}; // plugins whose part of it took too long: they are not asked again
};

// Which data a read sees: of which open database, after how many of its commits at least. 0: not known.
struct seen_state {
    std::uint64_t store = 0;
    std::uint64_t commits = 0;
};

struct emitted {
    std::string event;
    std::string payload;
    friend bool operator==(const emitted&, const emitted&) = default;
};

}

// The kernel's side of one run of a read or a write. `client`, `object`, `fields` and `events` are what this run has said so far.
struct read_tx::context {
    context(data::connection& on, std::string_view statement_owner, data::recording* write)
        : link(&on), owner(statement_owner), record(write) {}

    data::connection* link;
    std::string_view owner;     // in whose name statements are prepared: "core" or a plugin's id
    const void* host = nullptr; // caller::host
    data::seen_state seen;      // of a read on SQLite

    row_id client; // about()
    row_id object;
    std::vector<std::string> fields;   // changed(), each name once
    std::vector<data::emitted> events; // emit()

    data::recording* record; // null in a read
    std::size_t ids_taken = 0;
    std::size_t secrets_taken = 0;

    // The store's first refusal in this run. From then on every statement and the commit repeat it, as PostgreSQL demands;
    // a savepoint that is rolled back clears it.
    std::optional<database_error> refused;

    bool traced = false; // rows and changes per statement are kept in `trace`, to compare two runs
    std::vector<std::int64_t> trace;
};

// Statements inside belong to another owner: core's when a plugin calls core, a plugin's when the host asks its point.
class [[gnu::visibility("default")]] owner_scope {
public:
    // `owner` outlives the scope.
    owner_scope(read_tx & tx, std::string_view owner) : context_(tx.kernel()), before_(context_.owner) { context_.owner = owner; }
    ~owner_scope() { context_.owner = before_; }
    owner_scope(const owner_scope&) = delete;
    owner_scope& operator=(const owner_scope&) = delete;

private:
    read_tx::context& context_;
    std::string_view before_;
};

namespace [[gnu::visibility("default")]] data {

// Runs `part` so that what it throws undoes only what `part` did; the transaction can go on after the caller has caught it.
// For asking several plugins in one transaction: on PostgreSQL one refused statement would otherwise end it for all.
void with_savepoint(read_tx& tx, const std::function<void()>& part);

// A plugin's part of a write took too long, and the write is to go on without it: the rest gets its time anew. On SQLite
// stopping it may have undone the whole transaction, which then runs again: has_given_up() is true from the first time on.
// Does nothing in a read.
void give_up(read_tx& tx, std::string_view plugin);
bool has_given_up(const read_tx& tx, std::string_view plugin);

// What this read sees, as text: two reads with the same text, which is not empty, see the same data in every table. Empty in a
// write, and beside another process that writes. On PostgreSQL it asks the server.
std::string data_seen(read_tx& tx);

// How often statements were prepared and run by all connections of this process. In a steady state `prepared` stands still.
struct statement_counts {
    std::uint64_t prepared = 0;
    std::uint64_t executed = 0;
};
statement_counts count_statements();

}
}
