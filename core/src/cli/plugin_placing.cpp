#include "core/src/cli/plugin_placing.hpp"

#include "core/src/plugins/manifest.hpp"
#include "core/src/plugins/versions.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace lumbar::cli {

namespace fs = std::filesystem;

namespace {

std::string version_of(const plugins::package& package) {
    return plugins::read_manifest(package.manifest, package.name, {}).version;
}

// One that cannot be read any more may be replaced by anything.
void refuse_same_and_older(const plugins::package& package, const fs::path& there) {
    plugins::package now;
    std::string version;
    try {
        now = plugins::read_package(there.string());
        version = version_of(now);
    } catch (const plugins::refused&) {
        return;
    }
    if (now.digest == package.digest) throw std::runtime_error(there.string() + " is there already.");
    if (plugins::is_lower(version_of(package), version))
        throw std::runtime_error(there.string() + " is version " + version + ": what it has stored may not fit the older " +
                                 version_of(package) + ".");
}

void sync(const fs::path& folder) {
    int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) throw std::runtime_error(folder.string() + " cannot be opened.");
    const bool done = ::syncfs(opened) == 0;
    ::close(opened);
    if (!done) throw std::runtime_error(folder.string() + " cannot be written.");
}

// Where the file system cannot exchange two folders, there is neither for a moment.
void exchange(const fs::path& half, const fs::path& there, const fs::path& before) {
    if (::renameat2(AT_FDCWD, half.c_str(), AT_FDCWD, there.c_str(), RENAME_EXCHANGE) == 0) return fs::rename(half, before);
    fs::rename(there, before);
    fs::rename(half, there);
}

}

void place_package(const plugins::package& package, const std::string& from, const std::string& folder) {
    const fs::path there = fs::path(folder) / package.name;
    const fs::path half = fs::path(folder) / ("." + package.name + ".half");
    const fs::path before = fs::path(folder) / ("." + package.name + ".before");
    if (fs::exists(there)) refuse_same_and_older(package, there);
    fs::remove_all(half);
    fs::create_directories(half);
    for (const char* part : {"manifest.json", "plugin.so", "migrations", "web"})
        if (fs::exists(fs::path(from) / part)) fs::copy(fs::path(from) / part, half / part, fs::copy_options::recursive);
    sync(half);
    if (fs::exists(there)) {
        fs::remove_all(before);
        exchange(half, there, before);
    } else {
        fs::rename(half, there);
    }
    sync(folder);
}

}
