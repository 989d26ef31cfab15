#pragma once

#include "db/src/connection.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <array>
#include <mutex>
#include <optional>

namespace lumbar::data {

// What a connection's guards look at: who is preparing a statement, and until when one may run.
struct sqlite_rules {
    std::string_view owner; // "" = the data layer itself, which may do everything
    bool migrating = false;
    std::string denied;     // what the last statement that was refused wanted: "change the table clients"
    std::chrono::steady_clock::time_point stop_at = std::chrono::steady_clock::time_point::max();
    // Of a write: while its thread has not had its share of a processor by then, it goes on until `latest`.
    std::chrono::nanoseconds processor_until{0};
    std::chrono::steady_clock::time_point latest;
};

// What the calling thread has had of a processor.
std::chrono::nanoseconds processor_time();

class sqlite_connection final : public connection {
public:
    enum class use { reading, writing };
    // Opens an existing file, or makes one when writing. Throws database_error with a sentence.
    sqlite_connection(const std::string& file, use what, std::chrono::milliseconds budget);
    ~sqlite_connection() override;

    lumbar::dialect dialect() const override { return lumbar::dialect::sqlite; }
    soci::session& session() override { return session_; }
    soci::session& lend() override;
    bool close_lent() noexcept override;
    void renew_time() override { allow(budget_); }
    void begin_read() override;
    void begin_write(bool snapshot) override;
    void commit() override;
    void roll_back() noexcept override;
    void save(int depth) override;
    void release(int depth) override;
    void roll_back_to(int depth) override;
    void speak_for(std::string_view owner) override { rules_.owner = owner; }
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

    soci::session session_;
    sqlite_api::sqlite3* handle_;
    sqlite_rules rules_;
    std::chrono::milliseconds budget_;             // of the last allow()
    std::chrono::steady_clock::duration left_;
    std::chrono::steady_clock::time_point began_;
    int log_pages_ = 0;
    std::recursive_mutex calling_;  // held while this connection's own thread is inside SQLite
    std::optional<std::chrono::steady_clock::time_point> reads_since_;
    bool ended_ = false;
    bool lent_ = false;
    const bool writes_;
    std::string reader_;
    std::array<std::vector<sqlite_api::sqlite3_stmt*>, orders> controls_; // by depth
};

}
