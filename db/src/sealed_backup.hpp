#pragma once

#include <lumbar/shape.hpp>

#include <sys/types.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// What encrypts backups: 32 bytes that lie in another place than the data.
using backup_key = std::array<unsigned char, 32>;

// The rights that nobody but the server may have on a file with a secret. systemd's credentials lie in a folder that only the
// service can enter, and stat() shows the list of their readers, which is the service alone, as rights of the group.
mode_t rights_of_others(const std::string& file);

// Throws std::runtime_error with a sentence when the file is missing, readable by others or not 32 bytes long.
backup_key read_backup_key(const std::string& file);

// What stands at the beginning of an encrypted backup, encrypted as well.
struct backup_header {
    std::string store;                  // "sqlite" or "postgresql"
    std::string made_at;
    std::vector<std::string> schema;    // "core/0003_kernel.sql", …
    std::int64_t audit_entry = 0;       // the log goes at least so far, through this link
    std::string audit_link;
};
BOOST_DESCRIBE_STRUCT(backup_header, (), (store, made_at, schema, audit_entry, audit_link))

bool is_sealed_backup(const std::string& file);

// As back_up(), encrypted (XChaCha20-Poly1305 in parts, the last one marked). The plain copy lies in `folder` meanwhile, which
// must be as private as the data.
backup_header back_up_sealed(const std::string& url, const std::string& file, const backup_key& key, const std::string& folder);

// Reads and checks the whole file, and writes what is inside to `plain` unless that is empty. Throws std::runtime_error with a
// sentence when the key does not fit, or when the file was cut or altered; `plain` is not there then.
backup_header open_sealed_backup(const std::string& file, const backup_key& key, const std::string& plain);

// restore() from an encrypted backup; the plain copy lies in `folder` meanwhile. The chain goes through the header's entry.
backup_header restore_sealed(const std::string& url, const std::string& file, const backup_key& key, const std::string& folder);

// All that can be told without restoring: that the file is whole, and on SQLite that its database is sound, through the
// header's entry. Returns the number of clients and visits in it; none for a PostgreSQL dump, which is read to its end instead.
struct verified_backup {
    backup_header header;
    std::optional<std::int64_t> clients;
    std::optional<std::int64_t> visits;
};
verified_backup verify_sealed(const std::string& file, const backup_key& key, const std::string& folder);

// The same for a backup that is not encrypted; what it ought to hold is not known, so the header is empty.
verified_backup verify_plain(const std::string& file);

}
}
