#pragma once

#include "db/src/connection.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <array>

namespace lumbar::data {

// What a connection's guards look at: who is preparing a statement, and until when one may run.
struct sqlite_rules {
    std::string_view owner; // "" = the data layer itself, which may do everything
    bool migrating = false;
    std::chrono::steady_clock::time_point stop_at = std::chrono::steady_clock::time_point::max();
};

class sqlite_connection final : public connection {
public:
    enum class use { reading, writing };
    // Opens an existing file, or makes one when writing. Throws database_error with a sentence.
    sqlite_connection(const std::string& file, use what, std::chrono::milliseconds budget);
    ~sqlite_connection() override;

    lumbar::dialect dialect() const override { return lumbar::dialect::sqlite; }
    soci::session& session() override { return session_; }
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
    // A new allowance of statement time, for the next handler.
    void allow(std::chrono::milliseconds budget) { left_ = budget; }
    // Plugin owners may create and change tables of their own while this is on.
    void migrating(bool on) { rules_.migrating = on; }
    sqlite_api::sqlite3* handle() const { return handle_; }
    // Pages in the write-ahead log after the last commit of this connection.
    int log_pages() const { return log_pages_; }

protected:
    void before_statement() override;
    void after_statement() noexcept override;
    void inspect(kept_statement& s, std::size_t values, std::string_view owner) override;
    void reset(kept_statement& s) noexcept override;
    database_error fault(const soci::soci_error& e, kept_statement* s, std::string_view owner) override;

private:
    void configure(use what);
    void control(std::string_view sql);
    [[noreturn]] void fail();

    soci::session session_;
    sqlite_api::sqlite3* handle_;
    sqlite_rules rules_;
    std::chrono::steady_clock::duration left_;
    std::chrono::steady_clock::time_point began_;
    int log_pages_ = 0;
    std::unordered_map<std::string, sqlite_api::sqlite3_stmt*> controls_;
};

}
