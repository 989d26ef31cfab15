#pragma once

#include <string>

namespace lumbar::data {

// "/var/lib/lumbar/clinic.db" of "sqlite:///var/lib/lumbar/clinic.db".
std::string sqlite_path(const std::string& url);

// Held as long as a process serves a database file: a second one is refused. The file beside the database stays.
class file_lock {
public:
    // Throws database_error with a sentence when the folder is missing, cannot be written or lies on a network, or when
    // another process holds the lock.
    explicit file_lock(const std::string& database);
    ~file_lock();
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;

private:
    int descriptor_ = -1;
};

// Makes the file when it is not there, readable by its owner alone. SQLite gives its log the same rights.
void make_private(const std::string& database);

// Makes a file, and the name it has in its folder, durable. Throws std::runtime_error.
void sync_file(const std::string& file);

// Left beside a database after an I/O error: the next start checks the whole file before it writes.
bool is_suspect(const std::string& database);
void set_suspect(const std::string& database, bool yes) noexcept;

}
