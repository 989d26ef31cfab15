#include "db/src/disk_reserve.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace lumbar::data {

namespace {

std::uint64_t free_beside(const std::string& file) {
    struct statvfs disk {};
    const std::string folder = file.substr(0, file.rfind('/') + 1);
    return statvfs(folder.empty() ? "." : folder.c_str(), &disk) == 0 ? disk.f_bavail * disk.f_frsize : 0;
}

// Of blocks, not of holes: a copy of the data folder may hold the latter.
bool is_whole(const std::string& file, std::uint64_t bytes) {
    struct stat there {};
    return stat(file.c_str(), &there) == 0 && static_cast<std::uint64_t>(there.st_blocks) * 512 >= bytes;
}

}

disk_reserve::disk_reserve(const std::string& database_file, std::uint64_t bytes) : file_(database_file + "-reserve"), bytes_(bytes) {
    if (bytes_ == 0) return;
    held_ = is_whole(file_, bytes_);
    if (!held_) take();
}

bool disk_reserve::release() {
    if (!held_) return false;
    held_ = false;
    return unlink(file_.c_str()) == 0;
}

bool disk_reserve::take() {
    if (held_ || bytes_ == 0 || free_beside(file_) < 2 * bytes_) return held_;
    const int file = open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return false;
    held_ = fallocate(file, 0, 0, static_cast<off_t>(bytes_)) == 0;
    close(file);
    if (!held_) unlink(file_.c_str());
    return held_;
}

}
