#include "db/src/sqlite_connection.hpp"

#include "db/src/faults.hpp"
#include "db/src/sqlite_guard.hpp"
#include "db/src/sqlite_log_file.hpp"
#include "db/src/sqlite_statement.hpp"
#include "db/src/statement_rules.hpp"

#include <lumbar/program_mistake.hpp>

#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <stdexcept>
#include <utility>

namespace lumbar::data {

using namespace sqlite_api;

namespace {

std::string connect_string(const std::string& file, sqlite_connection::use what) {
    // SOCI has no escape inside its quotes.
    if (file.find('"') != file.npos)
        throw database_error(database_fault::unreachable, "a database path may not hold a double quote");
    return "dbname=\"" + file + "\"" + (what == sqlite_connection::use::reading ? std::string(" readonly=1") : std::string(" vfs=") + gathering_log());
}

sqlite3* handle_of(soci::session& session) { return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_; }

// Whatever changes the file without being counted is seen after that all the same.
constexpr std::chrono::milliseconds oldest_snapshot{50};

// Of what an INSERT replaces, the guard is not told.
bool says_replace(std::string_view sql) {
    constexpr std::string_view word = "replace";
    return std::search(sql.begin(), sql.end(), word.begin(), word.end(), [](char a, char b) { return (a | 0x20) == b; }) != sql.end();
}

extern "C" int note_log_size(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

// Each connection is one thread's at a time, so SQLite need not lock it at every call; nor count its memory, which is one lock
// for all threads. Once, before anything is opened; without it all works as well.
void configure_once() {
    static const bool done = [] {
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }();
    static_cast<void>(done);
}

void open(soci::session& session, const std::string& file, sqlite_connection::use what) {
    configure_once();
    try {
        session.open(soci::sqlite3, connect_string(file, what));
    } catch (const soci::soci_error& e) {
        throw database_error(database_fault::unreachable, "the database " + file + " cannot be opened: " + e.get_error_message());
    }
}

}

sqlite_connection::sqlite_connection(const std::string& file, use what, std::chrono::milliseconds budget, table_clock* clock)
    : budget_(budget), left_(budget), writes_(what == use::writing) {
    open(session_, file, what);
    session_.set_query_transformation([this](const std::string& sql) {
        check_bare(rules_.owner, sql);
        return sql;
    });
    handle_ = handle_of(session_);
    rules_.clock = clock;
    configure(what);
    // SQLite declares this table at its first use and asks the guard for CREATE TABLE then; every owner may read JSON.
    raw("SELECT value FROM json_each('[]')");
    guard(handle_, rules_);
}

sqlite_connection::~sqlite_connection() {
    for (const auto& by_depth : controls_)
        for (auto* statement : by_depth) sqlite3_finalize(statement);
    forget_statements();
}

void sqlite_connection::configure(use what) {
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle_, SQLITE_LIMIT_SQL_LENGTH, 1'000'000);
    sqlite3_busy_timeout(handle_, 5000);
    // Not in files of /var/tmp: they would hold pages of clients, and a batch's savepoints write as much there as to the log.
    raw("PRAGMA temp_store = MEMORY");
    if (what == use::writing) {
        raw("PRAGMA journal_mode = WAL");
        raw("PRAGMA synchronous = FULL");
        raw("PRAGMA secure_delete = ON");
        raw("PRAGMA journal_size_limit = 67108864");
        sqlite3_wal_hook(handle_, note_log_size, &log_pages_); // in place of SQLite's own checkpoint inside a commit
    } else {
        raw("PRAGMA query_only = ON");
    }
    // The file is not mapped: SQLite maps it anew for each reader after each commit, and waits with that for whoever changes the
    // process's memory meanwhile (a password's 64 MiB: 16 ms).
    raw("PRAGMA mmap_size = 0");
    raw("PRAGMA foreign_keys = ON");
    raw("PRAGMA cache_size = -16000");
}

void sqlite_connection::fail() {
    throw last_fault(rules_.owner.empty() ? "data" : rules_.owner);
}

sqlite3_stmt* sqlite_connection::prepared(order what, int depth) {
    static constexpr std::array<const char*, orders> words{"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT s", "RELEASE s", "ROLLBACK TO s"};
    auto& by_depth = controls_[static_cast<std::size_t>(what)];
    const auto at = static_cast<std::size_t>(depth);
    if (by_depth.size() <= at) by_depth.resize(at + 1);
    auto& statement = by_depth[at];
    if (statement) return statement;
    std::string sql = words[static_cast<std::size_t>(what)];
    if (what >= order::save) sql += std::to_string(depth);
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr)) fail();
    return statement;
}

void sqlite_connection::step(sqlite3_stmt* statement) {
    int code = sqlite3_step(statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        auto error = last_fault("data");
        sqlite3_reset(statement);
        throw error;
    }
    sqlite3_reset(statement);
}

soci::session& sqlite_connection::lend() {
    lent_ = true;
    note_everything();
    rules_.stop_at = std::chrono::steady_clock::now() + left_;
    return session_;
}

bool sqlite_connection::close_lent() noexcept {
    if (!std::exchange(lent_, false)) return false;
    rules_.stop_at = std::chrono::steady_clock::time_point::max();
    bool open = false;
    for (auto* one = sqlite3_next_stmt(handle_, nullptr); one; one = sqlite3_next_stmt(handle_, one)) {
        if (!sqlite3_stmt_busy(one)) continue;
        open = true;
        sqlite3_reset(one);
    }
    return open;
}

void sqlite_connection::control(order what, int depth) {
    std::lock_guard calling(calling_);
    rules_.owner = {};
    step(prepared(what, depth));
}

void sqlite_connection::begin_read(std::optional<std::uint64_t> commits) {
    std::lock_guard calling(calling_);
    rules_.owner = {};
    ended_ = false;
    const auto now = std::chrono::steady_clock::now();
    const bool goes_on =
        snapshot_ && commits == snapshot_->commits && now - snapshot_->since < oldest_snapshot && !schema_has_changed() && in_transaction();
    if (!goes_on) {
        keep_up_with_schema();
        roll_back();
        control(order::begin);
        prepared(order::roll_back); // for other threads, which may not touch the rules
        if (commits) snapshot_ = {*commits, now};
    }
    reads_since_ = now;
}

void sqlite_connection::begin_write(bool) {
    keep_up_with_schema();
    control(order::begin_to_write);
}

bool sqlite_connection::schema_has_changed() const { return rules_.clock && rules_.clock->schema() != schema_; }

// SQLite prepares by itself again what an older schema had been read for, but then nobody notes the tables.
void sqlite_connection::keep_up_with_schema() {
    if (!schema_has_changed()) return;
    schema_ = rules_.clock->schema();
    forget_statements();
}

void sqlite_connection::commit() {
    {
        std::lock_guard calling(calling_);
        rules_.owner = {};
        refuse_ended();
        reads_since_.reset();
        if (!snapshot_ || *moving_log_ > 0 || !in_transaction()) {
            snapshot_.reset();
            return control(order::commit);
        }
    }
    // Whoever began to move the log meanwhile did not wait for this.
    if (*moving_log_ > 0) let_go_of_left();
}

void sqlite_connection::save(int depth) { control(order::save, depth); }
void sqlite_connection::release(int depth) { control(order::release, depth); }
void sqlite_connection::roll_back_to(int depth) { control(order::roll_back_to, depth); }

void sqlite_connection::roll_back() noexcept {
    std::lock_guard calling(calling_);
    rules_.owner = {};
    reads_since_.reset();
    snapshot_.reset();
    if (!in_transaction()) return;
    try {
        control(order::roll_back);
    } catch (const std::exception&) {
        // Nothing is open any more: that is what was wanted.
    }
}

bool sqlite_connection::in_transaction() const { return !sqlite3_get_autocommit(handle_); }

std::vector<std::vector<std::string>> sqlite_connection::raw(std::string_view sql, const std::vector<std::string>& values) {
    std::lock_guard calling(calling_);
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr)) fail();
    struct closed {
        sqlite3_stmt* s;
        ~closed() { sqlite3_finalize(s); }
    } end{statement};
    for (std::size_t i = 0; i < values.size(); ++i)
        sqlite3_bind_text(statement, static_cast<int>(i + 1), values[i].data(), static_cast<int>(values[i].size()), nullptr);
    std::vector<std::vector<std::string>> rows;
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        auto& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
            row.emplace_back(text ? text : "");
        }
    }
    if (code != SQLITE_DONE) fail();
    return rows;
}

std::chrono::nanoseconds processor_time() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

void sqlite_connection::allow(std::chrono::milliseconds budget) {
    budget_ = budget;
    left_ = budget;
    if (!writes_) return;
    rules_.processor_budget = budget;
    rules_.processor_until = {};
    rules_.latest = std::chrono::steady_clock::now() + 16 * budget;
}

void sqlite_connection::refuse_ended() const {
    if (ended_) throw database_error(database_fault::deadline, reader_ + ": the read took too long and was ended");
}

std::optional<sqlite_connection::ended_read> sqlite_connection::end_old_read(std::chrono::milliseconds longest) {
    std::unique_lock quiet(calling_, std::try_to_lock);
    if (!quiet) return {};  // a statement runs: its own deadline ends it
    if (ended_ || !reads_since_) return {};
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - *reads_since_);
    if (age < longest) return {};
    ended_ = true;
    snapshot_.reset();
    step(prepared(order::roll_back));
    return ended_read{reader_, age};
}

void sqlite_connection::let_go_of_left() noexcept {
    std::unique_lock quiet(calling_, std::try_to_lock);
    if (!quiet || reads_since_ || !std::exchange(snapshot_, {})) return;
    try {
        step(prepared(order::roll_back));
    } catch (const std::exception&) {
        // Then it is gone already.
    }
}

void sqlite_connection::before_statement() {
    calling_.lock();
    try {
        refuse_ended();
    } catch (...) {
        calling_.unlock();
        throw;
    }
    began_ = std::chrono::steady_clock::now();
    rules_.stop_at = began_ + left_;
}

void sqlite_connection::after_statement() noexcept {
    left_ -= std::chrono::steady_clock::now() - began_;
    rules_.stop_at = std::chrono::steady_clock::time_point::max();
    calling_.unlock();
}

std::unique_ptr<kept_statement> sqlite_connection::prepare(std::string_view owner, std::string_view sql, std::vector<bound::type> types,
                                                           const shape* row) {
    table_use uses;
    struct noting {
        sqlite_rules& rules;
        ~noting() { rules.noted = nullptr; }
    } end{rules_};
    rules_.noted = &uses;
    uses.everything = !rules_.clock;
    rules_.replaces = says_replace(sql);
    auto made = std::make_unique<sqlite_statement>(handle_, owner, sql, types.size(), row,
                                                   [this, owner = std::string(owner)] { return last_fault(owner); });
    made->uses = std::move(uses);
    return made;
}

database_error sqlite_connection::last_fault(std::string_view owner) const {
    const int code = sqlite3_extended_errcode(handle_);
    return sqlite_fault(code, code == SQLITE_AUTH ? "it may not " + rules_.denied : sqlite3_errmsg(handle_), owner);
}

}
