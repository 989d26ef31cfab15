#pragma once

#include "db/src/table_clock.hpp"

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

// Which state of the data a read sees. On PostgreSQL making one asks the server.
class data_state {
public:
    explicit data_state(read_tx& tx);
    // False in a write, and on SQLite beside another process that writes: it is then like no other.
    bool known() const { return store_ != 0; }
    // The database, as a number that is given once in this process.
    std::uint64_t store() const { return store_; }
    // Whether a read that sees this finds in `tables` what one that saw `before` found there. Rows that have only been added to
    // `growing` do not count. On PostgreSQL it is all or nothing: any transaction since then makes a difference.
    bool same_as(const data_state& before, const table_use& tables, std::initializer_list<std::string_view> growing = {}) const;

private:
    const table_clock* clock_ = nullptr;
    std::uint64_t store_ = 0;
    std::uint64_t commits_ = 0;
    std::string snapshot_; // PostgreSQL's
};

// Notes which tables a transaction asks while it stands.
class table_watch {
public:
    explicit table_watch(read_tx& tx);
    ~table_watch();
    table_watch(const table_watch&) = delete;
    table_watch& operator=(const table_watch&) = delete;
    const table_use& seen() const { return seen_; }

private:
    connection& on_;
    table_use* before_;
    table_use seen_;
};

// For whoever watches: what is made now follows from more than the tables, and is not to be kept.
void note_everything(read_tx& tx);

// Whether something has been written to `table` since the last commit on SQLite, by this write or one that is stored together with
// it. True where that cannot be told.
bool may_have_written(write_tx& tx, std::string_view table);

// How often statements were prepared and run by all connections of this process. In a steady state `prepared` stands still.
struct statement_counts {
    std::uint64_t prepared = 0;
    std::uint64_t executed = 0;
};
statement_counts count_statements();

}
}
