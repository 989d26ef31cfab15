#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

// A file that stays open, so that what was checked is what is loaded.
class open_file {
public:
    // Regular, no link, owned by root or by who runs the server, writable by nobody else: anything else throws refused.
    explicit open_file(const std::string& path);
    ~open_file();
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;

    std::string read() const;
    int descriptor() const { return descriptor_; }

private:
    std::string path_;
    int descriptor_;
};

struct package_file {
    std::string path;     // "web/index.js", below the package's folder
    std::string bytes;
};

// A plugin as it lies on the disk, each file read once.
struct package {
    std::string name;     // of the folder
    std::string manifest;
    std::string library;
    std::shared_ptr<open_file> library_file;
    std::vector<package_file> migrations;
    std::vector<package_file> web;
    std::string digest;   // SHA-256 over all of them, in hex
};

// The digest of what is in it.
std::string digest_of(const package& p);

// Throws refused when the folder or a file is missing, is writable by others or belongs to somebody else.
package read_package(const std::string& folder);

// The folders below `folder` that hold a manifest.json, sorted by name; one whose name begins with a point is still being made.
// None when there is no such folder.
std::vector<std::string> packages_in(const std::string& folder);

}
}
