#include "db/src/restore.hpp"

#include "db/src/postgresql_connection.hpp"
#include "db/src/programs.hpp"
#include "db/src/sqlite_file.hpp"
#include "db/src/storage_check.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace lumbar::data {

namespace {

bool is_sqlite(const std::string& url) { return url.starts_with("sqlite://"); }

void refuse_damaged(const std::vector<std::string>& found, const std::string& file) {
    if (!found.empty()) throw std::runtime_error("the backup " + file + " is not good: " + found.front());
}

void restore_sqlite(const std::string& target, const std::string& file) {
    file_lock lock(target);
    if (std::filesystem::exists(target) && std::filesystem::file_size(target) > 0)
        throw std::runtime_error("there is a database at " + target + " already; move it away first");
    refuse_damaged(check_storage("sqlite://" + file), file);
    std::string part = target + ".part";
    try {
        std::filesystem::copy_file(file, part, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::permissions(part, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        refuse_damaged(check_storage("sqlite://" + part), file);
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
    std::array<char, 5> start{};
    std::ifstream(file, std::ios::binary).read(start.data(), start.size());
    if (std::string_view(start.data(), start.size()) != "PGDMP")
        throw std::runtime_error("the file " + file + " is no backup of a clinic on PostgreSQL");
    {
        postgresql_connection on(url, {});
        if (!on.raw("SELECT 1 FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) LIMIT 1").empty())
            throw std::runtime_error("the database has tables already; restore into a new one");
    }
    run_program(
        {"pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-password", "--dbname=" + url, file});
    refuse_damaged(check_storage(url), file);
}

}

void restore(const std::string& url, const std::string& file) {
    if (!std::filesystem::is_regular_file(file)) throw std::runtime_error("there is no backup file " + file);
    if (is_sqlite(url))
        restore_sqlite(sqlite_path(url), file);
    else
        restore_postgresql(url, file);
}

}
