#include "db/src/restore.hpp"

#include "db/src/postgresql_connection.hpp"
#include "db/src/programs.hpp"
#include "db/src/sqlite_connection.hpp"
#include "db/src/sqlite_file.hpp"

#include <filesystem>
#include <stdexcept>

namespace lumbar::data {

namespace {

bool is_sqlite(const std::string& url) { return url.starts_with("sqlite://"); }

std::vector<std::string> check_sqlite(const std::string& file) {
    sqlite_connection on(file, sqlite_connection::use::reading, std::chrono::hours(1));
    std::vector<std::string> found;
    for (const auto& row : on.raw("PRAGMA integrity_check(20)"))
        if (row[0] != "ok") found.push_back("the database file is damaged: " + row[0]);
    for (const auto& row : on.raw("PRAGMA foreign_key_check"))
        found.push_back("a row of " + row[0] + " refers to a row of " + row[2] + " that is not there");
    if (found.empty() && on.raw("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").empty())
        found.push_back("the file holds no Lumbar database");
    return found;
}

std::vector<std::string> check_postgresql(const std::string& url) {
    postgresql_connection on(url, {std::chrono::minutes(10), std::chrono::seconds(5), std::chrono::minutes(10)});
    std::vector<std::string> found;
    bool journal = false;
    for (const auto& row :
         on.raw("SELECT quote_ident(tablename), tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))")) {
        journal = journal || row[1] == "migrations";
        try {
            on.raw("SELECT count(*) FROM " + row[0]);
        } catch (const database_error& e) {
            found.push_back("the table " + row[1] + " cannot be read: " + e.what());
        }
    }
    if (!journal) found.push_back("the database holds no Lumbar tables");
    return found;
}

void refuse_damaged(const std::vector<std::string>& found, const std::string& file) {
    if (!found.empty()) throw std::runtime_error("the backup " + file + " is not good: " + found.front());
}

void restore_sqlite(const std::string& target, const std::string& file) {
    file_lock lock(target);
    if (std::filesystem::exists(target) && std::filesystem::file_size(target) > 0)
        throw std::runtime_error("there is a database at " + target + " already; move it away first");
    refuse_damaged(check_sqlite(file), file);
    std::string part = target + ".part";
    try {
        std::filesystem::copy_file(file, part, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::permissions(part, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        refuse_damaged(check_sqlite(part), file);
        sync_file(part);
        std::filesystem::rename(part, target);
        sync_file(target);
    } catch (...) {
        for (const char* end : {"", "-wal", "-shm"}) {
            std::error_code ignored;
            std::filesystem::remove(part + end, ignored);
        }
        throw;
    }
    for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(part + end);
}

void restore_postgresql(const std::string& url, const std::string& file) {
    {
        postgresql_connection on(url, {});
        if (!on.raw("SELECT 1 FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) LIMIT 1").empty())
            throw std::runtime_error("the database has tables already; restore into a new one");
    }
    run_program(
        {"pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-password", "--dbname=" + url, file});
    refuse_damaged(check_postgresql(url), file);
}

}

void restore(const std::string& url, const std::string& file) {
    if (!std::filesystem::is_regular_file(file)) throw std::runtime_error("there is no backup file " + file);
    if (is_sqlite(url))
        restore_sqlite(sqlite_path(url), file);
    else
        restore_postgresql(url, file);
}

std::vector<std::string> check_storage(const std::string& url) {
    if (!is_sqlite(url)) return check_postgresql(url);
    std::string file = sqlite_path(url);
    if (!std::filesystem::exists(file)) return {"there is no database at " + file};
    return check_sqlite(file);
}

}
