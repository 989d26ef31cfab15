#pragma once

#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <stdexcept>

// The packages of some plugins, in a folder of this test's own.
struct own_folder {
    own_folder(const std::filesystem::path& from, std::initializer_list<const char*> ids) {
        std::string made = std::filesystem::temp_directory_path() / "lumbar-plugins-XXXXXX";
        if (!::mkdtemp(made.data())) throw std::runtime_error("no temporary folder could be made");
        path = made;
        for (const char* id : ids) add(from / id);
    }
    ~own_folder() { std::filesystem::remove_all(path); }
    own_folder(const own_folder&) = delete;
    own_folder& operator=(const own_folder&) = delete;

    void add(const std::filesystem::path& package) {
        std::filesystem::copy(package, path / package.filename(), std::filesystem::copy_options::recursive);
    }

    std::filesystem::path path;
};
