#include "db/src/backup.hpp"

#include "db/src/programs.hpp"
#include "db/src/sqlite_connection.hpp"
#include "db/src/sqlite_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace lumbar::data {

using namespace sqlite_api;

namespace {

// One step copies all pages within one read snapshot: writers go on beside it, and it never has to begin anew.
void copy_sqlite(const std::string& from, const std::string& to) {
    if (!std::filesystem::exists(from)) throw std::runtime_error("there is no database at " + from);
    sqlite_connection source(from, sqlite_connection::use::reading, std::chrono::hours(1));
    sqlite3* target = nullptr;
    int code = sqlite3_open_v2(to.c_str(), &target, SQLITE_OPEN_READWRITE, nullptr);
    if (code == SQLITE_OK) {
        auto* copy = sqlite3_backup_init(target, "main", source.handle(), "main");
        code = copy ? sqlite3_backup_step(copy, -1) : sqlite3_errcode(target);
        if (copy) sqlite3_backup_finish(copy);
    }
    sqlite3_close(target);
    if (code != SQLITE_DONE) throw std::runtime_error("the backup could not be written: " + std::string(sqlite3_errstr(code)));
}

// A new, empty file that only its owner can read.
void make_file(const std::string& file) {
    int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) throw std::runtime_error("the file " + file + " cannot be written");
    ::close(descriptor);
}

}

void back_up(const std::string& url, const std::string& file) {
    std::string target = std::filesystem::absolute(file).string();
    if (std::filesystem::exists(target)) throw std::runtime_error("the file " + target + " exists already; choose another name");
    std::string part = target + ".part";
    make_file(part);
    try {
        if (url.starts_with("sqlite://"))
            copy_sqlite(sqlite_path(url), part);
        else
            run_program({"pg_dump", "--format=custom", "--no-password", "--no-owner", "--file=" + part, url});
        sync_file(part);
        std::filesystem::rename(part, target);
        sync_file(target);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(part, ignored);
        throw;
    }
}

}
