#include "core/src/plugins/package.hpp"

#include "core/src/plugins/manifest.hpp"
#include "db/src/sha256.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace lumbar::plugins {

namespace files = std::filesystem;

namespace {

void check_owner(const struct stat& what, const std::string& path) {
    if (what.st_uid != 0 && what.st_uid != ::geteuid())
        throw refused(path + " belongs to neither root nor the user who runs the server.");
    if (what.st_mode & (S_IWGRP | S_IWOTH)) throw refused(path + " can be changed by other users: chmod go-w it.");
}

void check_folder(const std::string& path) {
    struct stat what;
    if (::lstat(path.c_str(), &what) != 0 || !S_ISDIR(what.st_mode)) throw refused(path + " is no folder.");
    check_owner(what, path);
}

std::vector<package_file> files_below(const std::string& folder, const std::string& part, std::string_view suffix) {
    std::vector<package_file> found;
    if (!files::exists(files::path(folder) / part)) return found;
    check_folder(folder + "/" + part);
    for (const auto& entry : files::recursive_directory_iterator(files::path(folder) / part)) {
        std::string path = entry.path().string();
        if (entry.is_directory() && !entry.is_symlink()) check_folder(path);
        else if (path.ends_with(suffix)) found.push_back({files::relative(path, folder).string(), open_file(path).read()});
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return found;
}

}

open_file::open_file(const std::string& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) {
    if (descriptor_ < 0) throw refused(path + " cannot be opened: " + std::strerror(errno) + ".");
    struct stat what;
    try {
        if (::fstat(descriptor_, &what) != 0 || !S_ISREG(what.st_mode)) throw refused(path + " is no regular file.");
        check_owner(what, path);
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
}

open_file::~open_file() { ::close(descriptor_); }

std::string open_file::read() const {
    struct stat what;
    if (::fstat(descriptor_, &what) != 0) throw refused(path_ + " cannot be read.");
    std::string bytes(static_cast<std::size_t>(what.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        ssize_t got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (got <= 0) throw refused(path_ + " cannot be read.");
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::string digest_of(const package& p) {
    std::vector<std::pair<std::string_view, std::string_view>> all = {{"manifest.json", p.manifest}, {"plugin.so", p.library}};
    for (const package_file& file : p.migrations) all.emplace_back(file.path, file.bytes);
    for (const package_file& file : p.web) all.emplace_back(file.path, file.bytes);
    std::sort(all.begin(), all.end());
    std::string lines;
    for (const auto& [path, bytes] : all) lines += data::sha256_hex(bytes) + "  " + std::string(path) + "\n";
    return data::sha256_hex(lines);
}

package read_package(const std::string& folder) {
    check_folder(folder);
    package p;
    p.name = files::path(folder).filename().string();
    p.manifest = open_file(folder + "/manifest.json").read();
    p.library_file = std::make_shared<open_file>(folder + "/plugin.so");
    p.library = p.library_file->read();
    p.migrations = files_below(folder, "migrations", ".sql");
    p.web = files_below(folder, "web", "");
    p.digest = digest_of(p);
    return p;
}

std::vector<std::string> packages_in(const std::string& folder) {
    std::vector<std::string> found;
    std::error_code none;
    for (const auto& entry : files::directory_iterator(folder, none))
        if (entry.path().filename().string().front() != '.' && files::exists(entry.path() / "manifest.json"))
            found.push_back(entry.path().string());
    std::sort(found.begin(), found.end());
    return found;
}

}
