#pragma once

#include "db/src/context.hpp"
#include "db/src/kept_statement.hpp"
#include "db/src/table_clock.hpp"

#include <soci/session.h>

#include <chrono>
#include <memory>
#include <unordered_map>
#include <utility>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// One session with a store and the statements kept on it. Used by one thread at a time.
class connection {
public:
    virtual ~connection() = default;
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void select(read_tx::context& c, std::string_view sql, std::span<const bound> values, const shape& row, void* (*next)(void*),
                void* out, std::size_t limit);
    std::int64_t change(read_tx::context& c, std::string_view sql, std::span<const bound> values);

    virtual lumbar::dialect dialect() const = 0;
    virtual soci::session& session() = 0;
    // The session for a handler's own statements, within what is left of its time.
    virtual soci::session& lend() { return session(); }
    // Closes what a handler has left open on the session that was lent: it would keep its snapshot for ever. True when there
    // was something.
    virtual bool close_lent() noexcept { return false; }
    // What runs now begins its allowance of time anew.
    virtual void renew_time() {}

    virtual void begin_read() = 0;
    // `snapshot`: caller::snapshot.
    virtual void begin_write(bool snapshot) = 0;
    // Throws unless the transaction is stored.
    virtual void commit() = 0;
    virtual void roll_back() noexcept = 0;
    // Named by depth; the caller keeps them in order.
    virtual void save(int depth) = 0;
    virtual void release(int depth) = 0;
    virtual void roll_back_to(int depth) = 0;

    // Statements from here on are `owner`'s (SQLite asks its rules when it prepares). "" is the data layer itself.
    virtual void speak_for(std::string_view owner) = 0;
    // Plain SQL with $1, $2 … and texts; rows of texts, NULL as empty. For schema and checks, not for handlers.
    virtual std::vector<std::vector<std::string>> raw(std::string_view sql, const std::vector<std::string>& values = {}) = 0;

    // Which tables the statements from here on use is added to `where`; null: nowhere. Returns where it went before.
    table_use* note_tables(table_use* where) { return std::exchange(noted_, where); }
    const table_use* noted() const { return noted_; }
    // When those tables were last written; null: that is not known here.
    virtual const table_clock* tables() const { return nullptr; }

    int savepoints = 0; // open now

    // What runs now may use any table.
    void note_everything() {
        if (noted_) noted_->everything = true;
    }

protected:
    connection() = default;

    // Before and after each statement: the time limit.
    virtual void before_statement() {}
    virtual void after_statement() noexcept {}
    // A fresh statement that has been compared with its use. `row` is null when it has no result.
    virtual std::unique_ptr<kept_statement> prepare(std::string_view owner, std::string_view sql, std::vector<bound::type> types,
                                                    const shape* row) = 0;

    // Declared by the back end after its session goes first, so it calls this before the session dies.
    void forget_statements() {
        kept_.clear();
        retired_.clear();
    }
    // Lets go of statements that were refused; outside a transaction, since a failed one takes no orders.
    void drop_retired() { retired_.clear(); }

private:
    struct key {
        const char* sql;
        std::size_t size;
        const shape* row;
        std::string owner;
        bool operator==(const key&) const = default;
    };
    struct key_hash {
        std::size_t operator()(const key& k) const noexcept;
    };

    void retire(const kept_statement& s);
    void note(const kept_statement& s);
    kept_statement& find(std::string_view owner, std::string_view sql, std::span<const bound> values, const shape* row);
    template <class F>
    void guarded(read_tx::context& c, std::string_view sql, std::span<const bound> values, const shape* row, F&& use);

    std::unordered_map<key, std::vector<std::unique_ptr<kept_statement>>, key_hash> kept_;
    std::vector<std::unique_ptr<kept_statement>> retired_;
    table_use* noted_ = nullptr;
};

}
}
