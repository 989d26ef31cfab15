#include "tests/core/plugins/bad_plugins.hpp"

#include "core/src/plugins/package.hpp"
#include "core/src/plugins/stamp.hpp"
#include "core/src/plugins/trust.hpp"

#include <lumbar/database.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace lumbar;
using Catch::Matchers::Contains;

namespace {

// Refused while it is loaded: it can never be switched on, and core goes on.
void is_incompatible(std::string id, std::string why) {
    on_both({id}, [&](test_app& app) {
        CHECK(said_of(app, id, "state") == "incompatible");
        CHECK_THAT(said_of(app, id, "reason"), Contains(why));
        CHECK(switch_on(app, id).status == 409);
        CHECK(app.as("admin").get("/rooms").status == 200);
    }, bad_plugins());
}

std::string text_of(const std::filesystem::path& file) {
    std::ostringstream all;
    all << std::ifstream(file).rdbuf();
    return all.str();
}

std::string mapped_files() { return text_of("/proc/self/maps"); }

// A package of its own, like the good neighbour's; gone at the end.
struct copied_neighbour {
    copied_neighbour() {
        std::string pattern = (std::filesystem::temp_directory_path() / "lumbar-copied-XXXXXX").string();
        root = ::mkdtemp(pattern.data());
        std::filesystem::copy(LUMBAR_BAD_PLUGINS "/good_neighbour", folder(), std::filesystem::copy_options::recursive);
    }
    ~copied_neighbour() { std::filesystem::remove_all(root); }

    std::filesystem::path folder() const { return root / "good_neighbour"; }
    kit::app_options options() const {
        auto all = bad_plugins();
        all.plugin_folder = root;
        return all;
    }
    // In a file of its own: the one that is loaded stays as it is.
    void replace(const char* file, std::string_view words, std::string_view by) const {
        std::string bytes = text_of(folder() / file);
        auto at = bytes.find(words);
        REQUIRE(at != bytes.npos);
        bytes.replace(at, words.size(), by);
        std::filesystem::remove(folder() / file);
        std::ofstream(folder() / file) << bytes;
    }

    std::filesystem::path root;
};

}

TEST_CASE("a plugin whose registration throws is refused", "[bad_plugins]") {
    is_incompatible("throws_at_start", "no reason at all");
}

TEST_CASE("a plugin whose library crashes while loading is refused", "[bad_plugins]") {
    is_incompatible("crashes_on_load", "Loading its library crashes: Aborted");
    is_incompatible("segfaults_on_load", "Loading its library crashes: Segmentation fault");
    is_incompatible("ends_on_load", "Loading its library ends the process.");
}

TEST_CASE("a plugin that crashes while loading takes none of its neighbours with it", "[bad_plugins]") {
    on_both({"ends_on_load", "crashes_on_load", "good_neighbour", "undefined_symbol", "segfaults_on_load"}, [](test_app& app) {
        for (const char* id : {"ends_on_load", "crashes_on_load", "segfaults_on_load", "undefined_symbol"}) CHECK(said_of(app, id, "state") == "incompatible");
        CHECK(said_of(app, "good_neighbour", "reason").empty());
        CHECK(switch_on(app, "good_neighbour").status == 200);
    }, bad_plugins());
}

TEST_CASE("a plugin that calls what no library has is refused, and what it calls is named", "[bad_plugins]") {
    is_incompatible("undefined_symbol", "that_nobody_has_written");
}

TEST_CASE("a plugin that was built otherwise is refused before any of it is loaded", "[bad_plugins]") {
    is_incompatible("other_stamp",
                    "It was built with checked_containers 1, this server with checked_containers 0: build it again.");
    const std::string mine = plugins::own_stamp();
    const std::string what = Contains("thread_sanitizer=1").match(mine) ? "thread_sanitizer " : "address_sanitizer ";
    const bool sanitized = Contains("_sanitizer=1").match(mine);
    is_incompatible("other_sanitizer", "It was built with " + what + (sanitized ? "0" : "1") + ", this server with " + what +
                                           (sanitized ? "1" : "0") + ": build it again.");
    CHECK_THAT(mapped_files(), Contains("/liblumbar.so") && !Contains("/other_stamp/") && !Contains("/other_sanitizer/"));
}

TEST_CASE("a plugin for another SDK is refused by its stamp, whatever its manifest says", "[bad_plugins]") {
    copied_neighbour copy;
    copy.replace("plugin.so", "sdk=1\n", "sdk=2\n");
    test_app app({"good_neighbour"}, copy.options());
    CHECK(said_of(app, "good_neighbour", "state") == "incompatible");
    CHECK(said_of(app, "good_neighbour", "reason") == "It was built with sdk 2, this server with sdk 1: build it again.");
}

TEST_CASE("a plugin of which one byte has changed since it was trusted is not run", "[bad_plugins]") {
    copied_neighbour copy;
    auto options = copy.options();
    options.trust = false;
    test_app app({"good_neighbour"}, options);
    const auto data = std::filesystem::path(app.database().options().url.substr(9)).parent_path();
    plugins::write_trust(data / "trusted-plugins.toml", "good_neighbour", plugins::read_package(copy.folder()).digest);
    app.restart();
    CHECK(switch_on(app, "good_neighbour").status == 200);
    CHECK(switch_off(app, "good_neighbour").status == 200);
    copy.replace("plugin.so", "switched on", "switched oN");
    app.restart();
    CHECK(said_of(app, "good_neighbour", "state") == "discovered");
    CHECK_THAT(said_of(app, "good_neighbour", "reason"), Contains("Its files are not those that were trusted") &&
                                                             Contains("lumbar plugin trust good_neighbour"));
    CHECK(switch_on(app, "good_neighbour").status == 409);
}

TEST_CASE("a route with a permission that the manifest does not name is refused", "[bad_plugins]") {
    is_incompatible("unnamed_permission",
                    "Its route /secrets asks for the permission unnamed_permission.write, which its manifest does not name.");
}

TEST_CASE("an event that the manifest does not name is refused", "[bad_plugins]") {
    is_incompatible("unnamed_event", "Its code uses the event client_created, which its manifest does not name.");
}

TEST_CASE("a migration that makes a table that the manifest does not name is refused", "[bad_plugins]") {
    is_incompatible("unnamed_table", "makes the table unnamed_table_rows, which its manifest does not name.");
}

TEST_CASE("a manifest with an unknown member is refused, and the member is named", "[bad_plugins]") {
    is_incompatible("unknown_member", "auto_start");
}

TEST_CASE("a plugin that cannot start fails, and core goes on", "[bad_plugins]") {
    for (std::string id : {"throws_on_enable", "bad_migration"})
        on_both({id}, [&](test_app& app) {
            INFO(id);
            auto refused = switch_on(app, id);
            CHECK(refused.status == 409);
            CHECK(refused.code == "plugin_refused");
            CHECK(said_of(app, id, "state") == "failed");
            CHECK_THAT(said_of(app, id, "reason"), Contains("Switching it on failed"));
            app.restart();
            CHECK(said_of(app, id, "state") == "failed");
            CHECK(app.as("admin").get("/rooms").status == 200);
            CHECK(switch_off(app, id).at("/state") == "disabled");
        }, bad_plugins());
}

TEST_CASE("a plugin that nobody has trusted is found and not run", "[bad_plugins]") {
    auto options = bad_plugins();
    options.trust = false;
    on_both({"throws_at_start"}, [](test_app& app) {
        CHECK(said_of(app, "throws_at_start", "state") == "discovered");
        CHECK_THAT(said_of(app, "throws_at_start", "reason"), Contains("lumbar plugin trust throws_at_start"));
        CHECK(switch_on(app, "throws_at_start").status == 409);
    }, options);
}

TEST_CASE("a handler that throws answers 500 without a word of what it threw, and stores nothing", "[bad_plugins]") {
    on_both({"clumsy", "good_neighbour"}, [](test_app& app) {
        switch_on(app, "clumsy");
        switch_on(app, "good_neighbour");
        for (auto answer : {app.as("admin").get("/clumsy/things"), app.as("admin").post("/clumsy/things"),
                            app.as("admin").get("/clumsy/numbers")}) {
            CHECK(answer.status == 500);
            CHECK_THAT(answer.json, !Contains("Lindqvist"));
        }
        app.read([](read_tx& tx) { CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM clumsy_rows") == 0); });
        CHECK(app.as("admin").get("/good_neighbour/words").status == 200);
        CHECK(said_of(app, "clumsy", "state") == "enabled");
    }, bad_plugins());
}

TEST_CASE("a subscriber that throws is tried again, then parked, and the others hear", "[bad_plugins]") {
    on_both({"clumsy", "good_neighbour"}, [](test_app& app) {
        switch_on(app, "clumsy");
        switch_on(app, "good_neighbour");
        app.client();
        for (int i = 0; i < 12; ++i) {
            app.deliver_events();
            app.move_clock(std::chrono::minutes(1));
        }
        app.read([](read_tx& tx) {
            CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM parked_events WHERE event = 'client_created'") == 1);
            CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM good_neighbour_words WHERE word = 'somebody came'") == 1);
        });
    }, bad_plugins());
}

TEST_CASE("a plugin cannot write into a table of core", "[bad_plugins]") {
    test_app app({"foreign_table"}, bad_plugins());   // PostgreSQL has no such guard: the same mistake is found here
    switch_on(app, "foreign_table");
    auto client = app.client("Hanna");
    CHECK(app.as("admin").post("/foreign_table/clients").status == 500);
    CHECK(app.as("front desk").get("/clients/" + client).at("/given_name") == "Hanna");
}
