#include "core/src/plugins/packed.hpp"

#include "core/src/plugins/manifest.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace lumbar::plugins;
using Catch::Matchers::Contains;
namespace files = std::filesystem;

namespace {

struct passing_folder {
    passing_folder() {
        std::string made = (files::temp_directory_path() / "lumbar-packed-XXXXXX").string();
        path = ::mkdtemp(made.data());
    }
    ~passing_folder() { files::remove_all(path); }
    files::path path;
};

package small() {
    package p;
    p.name = "small";
    p.manifest = "{}";
    p.library = std::string(700, 'l');
    p.migrations = {{"migrations/0001_rows.sql", "CREATE TABLE small_rows (id TEXT);\n"}};
    p.web = {{"web/deep/er/x.js", ""}, {"web/index.js", "export default {};\n"}};
    p.digest = digest_of(p);
    return p;
}

// A file as a tar made by anybody may hold it.
struct entry {
    std::string path, bytes = "x";
    char kind = '0';
    std::string link = {};
};

std::string tar_of(const std::vector<entry>& all) {
    std::string archive;
    for (const auto& one : all) {
        std::string head(512, '\0');
        auto put = [&](std::size_t at, std::string_view text) { head.replace(at, text.size(), text); };
        char size[12];
        std::snprintf(size, sizeof size, "%011zo", one.bytes.size());
        put(0, one.path);
        put(100, "0000644");
        put(108, "0000000");
        put(116, "0000000");
        put(124, size);
        put(136, "00000000000");
        put(148, "        ");
        put(156, std::string(1, one.kind));
        put(157, one.link);
        put(257, std::string_view("ustar\00000", 8));
        std::size_t sum = 0;
        for (unsigned char c : head) sum += c;
        char text[8];
        std::snprintf(text, sizeof text, "%06zo", sum);
        put(148, std::string_view(text, 7));
        archive += head + one.bytes + std::string((512 - one.bytes.size() % 512) % 512, '\0');
    }
    return archive + std::string(1024, '\0');
}

std::vector<entry> entries_of(const package& p) {
    return {{"small/manifest.json", p.manifest},
            {"small/migrations/0001_rows.sql", p.migrations[0].bytes},
            {"small/package.sha256", p.digest + "\n"},
            {"small/plugin.so", p.library},
            {"small/web/deep/er/x.js", ""},
            {"small/web/index.js", p.web[1].bytes}};
}

}

TEST_CASE("a package comes out of its archive as it went in", "[packed]") {
    const package before = read_package(std::string(LUMBAR_BAD_PLUGINS) + "/good_neighbour");
    passing_folder into;
    const package after = unpack(pack(before));
    CHECK(after.name == "good_neighbour");
    CHECK(after.digest == before.digest);
    const package written = read_package(write_package(after, into.path.string()));
    CHECK(written.digest == before.digest);
    CHECK(written.library == before.library);
    CHECK_THROWS_WITH(write_package(after, into.path.string()), Contains("is there already"));
    CHECK(std::distance(files::directory_iterator(into.path), files::directory_iterator()) == 1);
}

TEST_CASE("one package gives the same bytes, whenever and however its files were written", "[packed]") {
    passing_folder first, second;
    const package p = small();
    const std::string one = write_package(p, first.path.string()), other = write_package(p, second.path.string());
    files::permissions(files::path(other) / "plugin.so", files::perms(0755));
    files::last_write_time(files::path(other) / "manifest.json", files::file_time_type::min() + std::chrono::hours(24));
    CHECK(pack(read_package(one)) == pack(read_package(other)));
    CHECK(pack(p) == tar_of(entries_of(p)));
}

TEST_CASE("an archive with any byte changed, or cut, or longer, is refused", "[packed]") {
    const std::string good = pack(small());
    CHECK(unpack(good).digest == small().digest);
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        CAPTURE(at);
        REQUIRE_THROWS_AS(unpack(bad), refused);
    }
    for (std::size_t size = 0; size < good.size(); size += 256) REQUIRE_THROWS_AS(unpack(good.substr(0, size)), refused);
    CHECK_THROWS_AS(unpack(good + std::string(512, '\0')), refused);
    CHECK_THROWS_AS(unpack(good + good), refused);
}

TEST_CASE("an archive that reaches outside its folder is refused, and so is what is no file of a package", "[packed]") {
    const package p = small();
    const auto good = entries_of(p);
    REQUIRE(unpack(tar_of(good)).name == "small");
    for (const entry& one : std::vector<entry>{
             {"/etc/cron.d/x"},
             {"small/../../x"},
             {"small/web/../../x"},
             {"small/web/.."},
             {"small/web/.hidden"},
             {"small/web//x"},
             {"small/web/"},
             {"small/web/a b"},
             {"small/web/a\\b"},
             {"small/notes.txt"},
             {"small/migrations/deep/0002_x.sql"},
             {"small/migrations/0002_x.sh"},
             {"other/web/x.js"},
             {"../web/x.js"},
             {"x.js"},
             {""},
             {"small/web/x.js", "", '2', "/etc/passwd"},
             {"small/web/x.js", "", '1', "small/plugin.so"},
             {"small/web/x", "", '5'},
             {"small/web/x", "", '3'},
             {"small/web/x", "", '6'},
             {"././@LongLink", "small/web/x", 'L'},
             {"small/web/x", "30 mtime=1.5\n", 'x'},
             {"small/plugin.so", "another"},
         }) {
        package with_it = p; // whoever makes such a thing gives it the digest that fits
        with_it.web.push_back({one.path.starts_with("small/") ? one.path.substr(6) : one.path, one.bytes});
        with_it.digest = digest_of(with_it);
        auto all = entries_of(with_it);
        all.push_back(one);
        CAPTURE(one.path, one.kind);
        CHECK_THROWS_AS(unpack(tar_of(all)), refused);
        std::rotate(all.begin(), all.end() - 1, all.end());
        CHECK_THROWS_AS(unpack(tar_of(all)), refused);
    }
    for (std::size_t missing = 0; missing < good.size(); ++missing) {
        auto all = good;
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(missing));
        CHECK_THROWS_AS(unpack(tar_of(all)), refused);
    }
    std::string huge = tar_of(good);
    huge.replace(124, 11, "77777777777");
    CHECK_THROWS_AS(unpack(huge), refused);
}

TEST_CASE("a file whose name would not fit is not packed", "[packed]") {
    package p = small();
    p.web.push_back({"web/" + std::string(100, 'x'), ""});
    CHECK_THROWS_WITH(pack(p), Contains("cannot be packed"));
    p = small();
    p.web.push_back({"web/a b.js", ""});
    CHECK_THROWS_WITH(pack(p), Contains("cannot be packed"));
}

TEST_CASE("a file in the place of a folder makes no package, and nothing is left", "[packed]") {
    package p = small();
    p.web = {{"web/a", ""}, {"web/a/b.js", ""}};
    p.digest = digest_of(p);
    passing_folder into;
    CHECK_THROWS_AS(write_package(unpack(pack(p)), into.path.string()), refused);
    CHECK_FALSE(files::exists(into.path / "small"));
}
