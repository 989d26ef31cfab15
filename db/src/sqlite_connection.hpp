#pragma once

#include "db/src/connection.hpp"
#include "db/src/table_clock.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <array>
#include <atomic>
#include <mutex>
#include <optional>

namespace lumbar::data {

// What a connection's guards look at: who is preparing a statement, and until when one may run.
struct sqlite_rules {
    std::string_view owner; // "" = the data layer itself, which may do everything
    bool migrating = false;
    std::string denied;     // what the last statement that was refused wanted: "change the table clients"
    std::chrono::steady_clock::time_point stop_at = std::chrono::steady_clock::time_point::max();
    table_clock* clock = nullptr;
    table_use* noted = nullptr; // where the tables of the statement that is being prepared go
    bool replaces = false;      // it says so: an INSERT of it may take rows away
    // Of a write: while its thread has not had its share of a processor by then, it goes on until `latest`.
    // Its time there is counted from when it is first asked for, so that a short write does not ask at all.
    std::chrono::nanoseconds processor_budget{0};
    std::chrono::nanoseconds processor_until{0}; // 0: not asked for yet
    std::chrono::steady_clock::time_point latest;
};

// What the calling thread has had of a processor.
std::chrono::nanoseconds processor_time();

class sqlite_connection final : public connection {
public:
    enum class use { reading, writing };
    // Opens an existing file, or makes one when writing. Throws database_error with a sentence. With a clock, which outlives it,
    // its statements know the tables that they use.
    sqlite_connection(const std::string& file, use what, std::chrono::milliseconds budget, table_clock* clock = nullptr);
    // While `many` move the log into the file, no snapshot is left open. It outlives the connection.
    void mind(const std::atomic<int>* many) { moving_log_ = many; }
    ~sqlite_connection() override;

    lumbar::dialect dialect() const override { return lumbar::dialect::sqlite; }
    soci::session& session() override { return session_; }
    soci::session& lend() override;
    bool close_lent() noexcept override;
    void renew_time() override { allow(budget_); }
    void begin_read() override { begin_read({}); }
    // A read that ended leaves its snapshot open for the next, which goes on with it while the database has had `commits` commits
    // and it is young: beginning and ending one costs more than a short read. Empty: not known, so not left.
    void begin_read(std::optional<std::uint64_t> commits);
    void begin_write(bool snapshot) override;
    void commit() override;
    void roll_back() noexcept override;
    void save(int depth) override;
    void release(int depth) override;
    void roll_back_to(int depth) override;
    void speak_for(std::string_view owner) override { rules_.owner = owner; }
    const table_clock* tables() const override { return rules_.clock; }
    std::vector<std::vector<std::string>> raw(std::string_view sql, const std::vector<std::string>& values = {}) override;

    // False after SQLite has rolled the whole transaction back by itself.
    bool in_transaction() const;
    // A new allowance of statement time, for the next handler. To a write it is given in processor time: on a machine that is
    // busy with other things it may take sixteen times as long.
    void allow(std::chrono::milliseconds budget);
    // False when a statement may have been stopped since then, whatever was made of that.
    bool in_time() const { return left_ > std::chrono::steady_clock::duration::zero(); }
    // Plugin owners may create and change tables of their own while this is on.
    void migrating(bool on) { rules_.migrating = on; }
    sqlite_api::sqlite3* handle() const { return handle_; }
    // From another thread: ends the read that has been open for `longest` and returns whose it was and for how long. Its
    // snapshot is let go of, and whatever it still asks fails with fault deadline.
    struct ended_read {
        std::string owner;
        std::chrono::milliseconds age;
    };
    std::optional<ended_read> end_old_read(std::chrono::milliseconds longest);
    // From another thread: lets go of a snapshot that was left open and that no read is using.
    void let_go_of_left() noexcept;
    // Whose read the next begin_read() begins.
    void reads_for(std::string_view owner) { reader_ = owner; }
    // Pages in the write-ahead log after the last commit of this connection.
    int log_pages() const { return log_pages_; }

protected:
    void before_statement() override;
    void after_statement() noexcept override;
    std::unique_ptr<kept_statement> prepare(std::string_view owner, std::string_view sql, std::vector<bound::type> types,
                                            const shape* row) override;

private:
    void configure(use what);
    // What begins and ends transactions and their savepoints, which have their depth for a name.
    enum class order { begin, begin_to_write, commit, roll_back, save, release, roll_back_to };
    static constexpr std::size_t orders = 7;
    sqlite_api::sqlite3_stmt* prepared(order what, int depth = 0);
    void step(sqlite_api::sqlite3_stmt* statement);
    void control(order what, int depth = 0);
    database_error last_fault(std::string_view owner) const;
    [[noreturn]] void fail();
    void refuse_ended() const;
    bool schema_has_changed() const;
    void keep_up_with_schema();

    soci::session session_;
    sqlite_api::sqlite3* handle_;
    sqlite_rules rules_;
    std::chrono::milliseconds budget_;             // of the last allow()
    std::chrono::steady_clock::duration left_;
    std::chrono::steady_clock::time_point began_;
    int log_pages_ = 0;
    std::recursive_mutex calling_;  // held while this connection's own thread is inside SQLite
    std::optional<std::chrono::steady_clock::time_point> reads_since_;
    // The snapshot that stands: of which commit, and since when. Empty: none that may be left open.
    struct snapshot {
        std::uint64_t commits;
        std::chrono::steady_clock::time_point since;
    };
    std::optional<snapshot> snapshot_;
    const std::atomic<int>* moving_log_ = nullptr;
    bool ended_ = false;
    bool lent_ = false;
    const bool writes_;
    std::string reader_;
    std::uint64_t schema_ = 0; // as it was when the kept statements were prepared: table_clock::schema()
    std::array<std::vector<sqlite_api::sqlite3_stmt*>, orders> controls_; // by depth
};

}
