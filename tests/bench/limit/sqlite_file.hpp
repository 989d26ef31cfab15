#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

// SQLite's C API, with what it takes to let go of things.
namespace bench {

class sqlite_file {
public:
    sqlite_file(const std::string& file, int flags) {
        if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) throw std::runtime_error(file + " cannot be opened");
        sqlite3_busy_timeout(handle_, 10'000);
    }
    ~sqlite_file() { sqlite3_close_v2(handle_); }
    sqlite_file(const sqlite_file&) = delete;
    sqlite_file& operator=(const sqlite_file&) = delete;

    sqlite3* handle() const { return handle_; }
    void run(const std::string& sql) {
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
    }
    [[noreturn]] void fail() const { throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(handle_)); }

private:
    sqlite3* handle_ = nullptr;
};

// A statement that is kept.
class kept {
public:
    kept(sqlite_file& on, const char* sql) : on_(on) {
        if (sqlite3_prepare_v3(on.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK) on.fail();
    }
    ~kept() { sqlite3_finalize(statement_); }
    kept(const kept&) = delete;
    kept& operator=(const kept&) = delete;
    sqlite3_stmt* get() const { return statement_; }
    const sqlite_file& file() const { return on_; }

private:
    sqlite_file& on_;
    sqlite3_stmt* statement_ = nullptr;
};

// One run of it.
class step {
public:
    explicit step(kept& what) : file_(what.file()), statement_(what.get()) {}
    ~step() { sqlite3_reset(statement_); }
    step(const step&) = delete;
    step& operator=(const step&) = delete;

    // The text lives until the run ends.
    void bind(int place, std::string_view text) {
        sqlite3_bind_text(statement_, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    void bind(int place, std::int64_t number) { sqlite3_bind_int64(statement_, place, number); }
    bool next() {
        const int code = sqlite3_step(statement_);
        if (code != SQLITE_ROW && code != SQLITE_DONE) file_.fail();
        return code == SQLITE_ROW;
    }
    std::string_view text(int column) const {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return bytes ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string_view();
    }
    std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }

private:
    const sqlite_file& file_;
    sqlite3_stmt* statement_;
};

}
