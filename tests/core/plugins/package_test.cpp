#include "core/src/plugins/manifest.hpp"
#include "core/src/plugins/package.hpp"
#include "core/src/plugins/stamp.hpp"
#include "core/src/plugins/trust.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace lumbar::plugins;
using Catch::Matchers::Contains;
namespace files = std::filesystem;

namespace {

// A copy of the good neighbour's package, gone at the end.
struct copied_package {
    copied_package() {
        static int count = 0;
        root = files::temp_directory_path() / ("lumbar-package-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
        folder = root / "good_neighbour";
        files::create_directories(root);
        files::copy(std::string(LUMBAR_BAD_PLUGINS) + "/good_neighbour", folder, files::copy_options::recursive);
    }
    ~copied_package() { files::remove_all(root); }

    package read() const { return read_package(folder.string()); }
    std::string fault() const {
        try {
            read();
            return {};
        } catch (const refused& why) {
            return why.what();
        }
    }
    void append(const char* file, const char* text) const { std::ofstream(folder / file, std::ios::app) << text; }

    files::path root, folder;
};

}

TEST_CASE("every file of a package counts in its digest", "[package]") {
    copied_package p;
    const std::string digest = p.read().digest;
    CHECK(p.read().digest == digest);
    for (const char* file : {"manifest.json", "plugin.so", "migrations/0001_words.sql", "web/index.js"}) {
        copied_package other;
        other.append(file, " ");
        CHECK(other.read().digest != digest);
    }
    p.append("web/more.js", "let x;");
    CHECK(p.read().digest != digest);
}

TEST_CASE("what others may change is not read", "[package]") {
    copied_package p;
    files::permissions(p.folder / "plugin.so", files::perms::group_write, files::perm_options::add);
    CHECK_THAT(p.fault(), Contains("can be changed by other users"));
    files::permissions(p.folder / "plugin.so", files::perms::group_write, files::perm_options::remove);
    CHECK(p.fault().empty());
    files::permissions(p.folder, files::perms::others_write, files::perm_options::add);
    CHECK_THAT(p.fault(), Contains("can be changed by other users"));
}

TEST_CASE("a link in the place of a library is not followed", "[package]") {
    copied_package p;
    files::rename(p.folder / "plugin.so", p.root / "elsewhere.so");
    files::create_symlink(p.root / "elsewhere.so", p.folder / "plugin.so");
    CHECK_THAT(p.fault(), Contains("plugin.so cannot be opened"));
    files::remove(p.folder / "plugin.so");
    CHECK_THAT(p.fault(), Contains("plugin.so cannot be opened"));
}

TEST_CASE("a stamp is read from a whole file only", "[package]") {
    copied_package p;
    const std::string library = p.read().library;
    CHECK(read_stamp(library) == own_stamp());
    CHECK(stamp_difference(own_stamp()).empty());
    CHECK_FALSE(read_stamp(""));
    CHECK_FALSE(read_stamp("#!/bin/sh"));
    for (std::size_t cut = 1; cut < library.size(); cut += library.size() / 300 + 1)
        CHECK_FALSE(read_stamp(library.substr(0, cut)));
    for (std::size_t lost = 1; lost < 2500; lost += 50) CHECK_FALSE(read_stamp(library.substr(0, library.size() - lost)));
    CHECK_THAT(stamp_difference("sdk=7\n"), Contains(" this server with "));
}

TEST_CASE("no damage to a library's head makes the stamp reader leave the file", "[package]") {
    copied_package p;
    std::string library = p.read().library;
    for (std::size_t at = 0; at < 64; ++at)
        for (char value : {'\0', '\x7f', '\xff'}) {
            char before = std::exchange(library[at], value);
            read_stamp(library);
            library[at] = before;
        }
    CHECK(read_stamp(library) == own_stamp());
}

TEST_CASE("the list of trusted plugins remembers, and is believed only when nobody else may change it", "[package]") {
    copied_package p;
    const std::string list = (p.root / "trusted-plugins.toml").string();
    CHECK(read_trust(list).empty());
    write_trust(list, "good_neighbour", p.read().digest);
    write_trust(list, "other", std::string(64, '0'));
    CHECK(read_trust(list).at("good_neighbour") == p.read().digest);
    CHECK(read_trust(list).size() == 2);
    files::permissions(list, files::perms::others_write, files::perm_options::add);
    CHECK_THROWS_AS(read_trust(list), refused);
    files::permissions(list, files::perms::others_write, files::perm_options::remove);
    std::ofstream(list, std::ios::app) << "broken = \n";
    CHECK_THROWS_WITH(read_trust(list), Contains("trusted-plugins.toml:"));
}
