#include "db/src/sealed_backup.hpp"

#include "db/src/backup.hpp"
#include "db/src/postgresql_connection.hpp"
#include "db/src/programs.hpp"
#include "db/src/restore.hpp"
#include "db/src/sealed_stream.hpp"
#include "db/src/sqlite_connection.hpp"
#include "db/src/sqlite_file.hpp"
#include "db/src/storage_check.hpp"

#include <lumbar/json.hpp>

#include <sodium.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace lumbar::data {

namespace {

bool is_sqlite(const std::string& url) { return url.starts_with("sqlite://"); }

std::unique_ptr<connection> beside(const std::string& url) {
    constexpr std::chrono::hours enough{1};
    if (is_sqlite(url)) return std::make_unique<sqlite_connection>(sqlite_path(url), sqlite_connection::use::reading, enough);
    return std::make_unique<postgresql_connection>(url, postgresql_limits{enough, std::chrono::seconds(5), enough});
}

// The plain copy, gone at the end of its scope.
class passing_file {
public:
    passing_file(const std::string& folder, const std::string& name) : path(folder + "/" + name + ".plain") { remove(); }
    ~passing_file() { remove(); }
    passing_file(const passing_file&) = delete;
    passing_file& operator=(const passing_file&) = delete;

    const std::string path;

private:
    void remove() const {
        std::error_code ignored;
        for (const char* end : {"", ".part", "-wal", "-shm"}) std::filesystem::remove(path + end, ignored);
    }
};

std::string passing_name() { return "backup-" + std::to_string(::getpid()); }

// Read before the copy is made: the copy goes at least so far.
backup_header header_of(const std::string& url, const std::string& moment) {
    auto on = beside(url);
    backup_header header{is_sqlite(url) ? "sqlite" : "postgresql", moment, {}, 0, {}};
    for (const auto& row : on->raw("SELECT owner, name FROM migrations ORDER BY owner, name"))
        header.schema.push_back(row[0] + "/" + row[1]);
    for (const auto& row : on->raw("SELECT seq, chain FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1")) {
        header.audit_entry = std::stoll(row[0]);
        header.audit_link = row[1];
    }
    return header;
}

void expect_entry(connection& on, const backup_header& header, const std::string& file) {
    if (header.audit_entry == 0) return;
    auto row = on.raw("SELECT chain FROM audit WHERE seq = $1", {std::to_string(header.audit_entry)});
    if (row.empty() || row[0][0] != header.audit_link)
        throw std::runtime_error("the backup " + file + " does not hold entry " + std::to_string(header.audit_entry) +
                                 " of the audit log, which it was made with");
}

bool begins_as_sqlite(const std::string& file) {
    constexpr std::string_view magic = "SQLite format 3";
    std::string start(magic.size(), '\0');
    std::ifstream(file, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
    return start == magic;
}

// `plain` is what lies in the backup `file`.
void look_into_sqlite(const std::string& plain, const std::string& file, verified_backup& found) {
    const auto faults = check_storage("sqlite://" + plain);
    if (!faults.empty()) throw std::runtime_error("the backup " + file + " is not good: " + faults.front());
    sqlite_connection on(plain, sqlite_connection::use::reading, std::chrono::hours(1));
    if (!found.header.store.empty()) expect_entry(on, found.header, file);
    found.clients = std::stoll(on.raw("SELECT count(*) FROM clients")[0][0]);
    found.visits = std::stoll(on.raw("SELECT count(*) FROM appointments")[0][0]);
}

// Read to its end, as for a restore: its list alone is there as well when the rest was cut off.
void look_into_dump(const std::string& plain) { run_program({"pg_restore", "--file=/dev/null", plain}); }

}

mode_t rights_of_others(const std::string& file) {
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    return credentials && *credentials && file.starts_with(std::string(credentials) + "/") ? 037 : 077;
}

backup_key read_backup_key(const std::string& file) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start on this machine.");
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0)
        throw std::runtime_error("The key file " + file + " is not there: backup.key_file names it. Make one with: head -c 32 "
                                 "/dev/urandom > " + file + " && chmod 600 " + file);
    if (!S_ISREG(about.st_mode) || (about.st_mode & rights_of_others(file)) != 0)
        throw std::runtime_error("The key file " + file + " can be read by others: run chmod 600 on it.");
    backup_key key;
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(key.data()), static_cast<std::streamsize>(key.size()));
    if (static_cast<std::size_t>(about.st_size) != key.size() || in.gcount() != static_cast<std::streamsize>(key.size()))
        throw std::runtime_error("The key file " + file + " is damaged, or is none: it must hold exactly 32 bytes.");
    return key;
}

backup_header back_up_sealed(const std::string& url, const std::string& file, const backup_key& key, const std::string& folder) {
    const std::string target = std::filesystem::absolute(file).string();
    if (std::filesystem::exists(target)) throw std::runtime_error("the file " + target + " exists already; choose another name");
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto header = header_of(url, to_text(utc_ms{now.time_since_epoch().count()}));
    passing_file plain(folder, passing_name());
    back_up(url, plain.path);
    const std::string part = target + ".part";
    try {
        std::string words;
        append_json(words, header);
        encrypt_file(plain.path, part, key, words);
        open_sealed_backup(part, key, {});
        sync_file(part);
        std::filesystem::rename(part, target);
        sync_file(target);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(part, ignored);
        throw;
    }
    return header;
}

backup_header open_sealed_backup(const std::string& file, const backup_key& key, const std::string& plain) {
    backup_header header;
    try {
        if (!read_json(decrypt_file(file, plain, key), header).empty())
            throw std::runtime_error("the backup " + file + " was made by a newer version of Lumbar");
    } catch (...) {
        std::error_code ignored;
        if (!plain.empty()) std::filesystem::remove(plain, ignored);
        throw;
    }
    return header;
}

backup_header restore_sealed(const std::string& url, const std::string& file, const backup_key& key, const std::string& folder) {
    passing_file plain(folder, passing_name());
    auto header = open_sealed_backup(file, key, plain.path);
    if ((header.store == "sqlite") != is_sqlite(url))
        throw std::runtime_error("the backup " + file + " is of a clinic on " + header.store + "; restore it into such a database");
    if (is_sqlite(url)) {
        sqlite_connection on(plain.path, sqlite_connection::use::reading, std::chrono::hours(1));
        expect_entry(on, header, file);
    }
    restore(url, plain.path);
    return header;
}

verified_backup verify_sealed(const std::string& file, const backup_key& key, const std::string& folder) {
    passing_file plain(folder, passing_name());
    verified_backup found;
    found.header = open_sealed_backup(file, key, plain.path);
    if (found.header.store == "sqlite") look_into_sqlite(plain.path, file, found);
    else look_into_dump(plain.path);
    return found;
}

verified_backup verify_plain(const std::string& file) {
    verified_backup found;
    if (begins_as_sqlite(file)) look_into_sqlite(file, file, found);
    else look_into_dump(file);
    return found;
}

}
