#include "db/src/sqlite_file.hpp"

#include <lumbar/database_error.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>

namespace lumbar::data {

namespace {

// From statfs(2): NFS, SMB, CIFS, SMB2. File locks there are promises that nobody keeps.
constexpr std::array<unsigned, 4> network_systems = {0x6969, 0x517b, 0xff534d42, 0xfe534d42};

[[noreturn]] void refuse(const std::string& what) { throw database_error(database_fault::unreachable, what); }

std::string folder_of(const std::string& file) { return std::filesystem::path(file).parent_path().string(); }

void check_folder(const std::string& folder) {
    struct statfs system {};
    if (statfs(folder.c_str(), &system) != 0) refuse("the folder " + folder + " does not exist; make it or change database.url");
    if (access(folder.c_str(), W_OK | X_OK) != 0)
        refuse("the folder " + folder + " cannot be written; give it to the user who runs Lumbar");
    auto kind = static_cast<unsigned>(system.f_type);
    if (std::find(network_systems.begin(), network_systems.end(), kind) != network_systems.end())
        refuse("the folder " + folder + " lies on a network file system; SQLite needs a local disk (or use PostgreSQL)");
}

void sync_path(const std::string& path, int flags) {
    int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    bool good = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!good) throw std::runtime_error(path + " could not be made durable");
}

std::string suspect_file(const std::string& database) { return database + ".suspect"; }

}

std::string sqlite_path(const std::string& url) { return url.substr(std::string_view("sqlite://").size()); }

file_lock::file_lock(const std::string& database) {
    check_folder(folder_of(database));
    std::string file = database + ".lock";
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) refuse("the lock file " + file + " cannot be opened; give it to the user who runs Lumbar");
    if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(descriptor_);
    refuse("another process is using " + database + "; stop it first");
}

file_lock::~file_lock() { ::close(descriptor_); }

void make_private(const std::string& database) {
    int descriptor = ::open(database.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) refuse("the database " + database + " cannot be opened; give it to the user who runs Lumbar");
    ::close(descriptor);
}

void sync_file(const std::string& file) {
    sync_path(file, O_RDONLY);
    sync_path(folder_of(file), O_RDONLY | O_DIRECTORY);
}

bool is_suspect(const std::string& database) { return access(suspect_file(database).c_str(), F_OK) == 0; }

void set_suspect(const std::string& database, bool yes) noexcept {
    std::string file = suspect_file(database);
    if (!yes)
        static_cast<void>(::unlink(file.c_str()));
    else if (int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); descriptor >= 0)
        ::close(descriptor);
}

}
