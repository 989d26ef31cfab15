#include "tests/core/plugins/bad_plugins.hpp"
#include "tests/core/plugins/own_folder.hpp"
#include "tests/core/plugins/stored.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace lumbar;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

constexpr const char* purge_path = "/plugins/good_neighbour/purge";
constexpr const char* confirmed = R"({"confirm":"good_neighbour"})";

void on_both_with(const own_folder& folder, std::initializer_list<std::string> ids, const std::function<void(test_app&)>& test) {
    auto options = bad_plugins();
    options.plugin_folder = folder.path.string();
    on_both(ids, test, options);
}

}

TEST_CASE("a plugin that cannot be asked for its signed records any more is not purged, also when it was off", "[purge]") {
    own_folder folder(LUMBAR_PLUGIN_FOLDER, {"notes"});
    on_both_with(folder, {"notes"}, [&](test_app& app) {
        const auto package = folder.path / "notes", elsewhere = folder.path / "elsewhere";
        switch_on(app, "notes");
        switch_off(app, "notes");
        std::filesystem::rename(package, elsewhere);
        app.restart();
        CHECK(said_of(app, "notes", "name") == "Notes");
        CHECK(said_of(app, "notes", "state") == "incompatible");
        CHECK(app.as("admin").get("/plugins/notes/purge").count("/refusals") == 0);
        std::filesystem::rename(elsewhere, package);
        app.restart();
        switch_on(app, "notes");
        write_a_note(app, "draft");
        std::filesystem::rename(package, elsewhere);
        app.restart();
        auto refused = app.as("admin").post("/plugins/notes/purge", R"({"confirm":"notes"})");
        CHECK(refused.status == 409);
        CHECK_THAT(refused.at("/detail"), StartsWith("There may be signed records among its rows"));
        CHECK(number(app, "SELECT COUNT(*) FROM notes_notes") == 1);
        std::filesystem::rename(elsewhere, package);
    });
}

TEST_CASE("what a plugin whose files are gone has stored can be purged when it never had signed records", "[purge]") {
    own_folder folder(LUMBAR_BAD_PLUGINS, {"good_neighbour"});
    on_both_with(folder, {"good_neighbour", "forgotten"}, [&](test_app& app) {
        const auto package = folder.path / "good_neighbour", elsewhere = folder.path / "elsewhere";
        switch_on(app, "good_neighbour");
        sql(app, "CREATE TABLE forgotten_things (id TEXT)");
        sql(app, "INSERT INTO forgotten_things (id) VALUES ('one')");
        app.write([](write_tx& tx) {
            tx.execute(R"(
                INSERT INTO plugins (id, version, state, reason, changed_at, changed_by, generation)
                VALUES ('forgotten', '1.0.0', 'enabled', '', 0, 'Lumbar', 99))");
        });
        std::filesystem::rename(package, elsewhere);
        app.restart();
        kit::visitor& admin = app.as("admin");
        CHECK(admin.get("/plugins/forgotten/purge").at("/tables/0/rows") == "1");
        CHECK_THAT(admin.post("/plugins/forgotten/purge", R"({"confirm":"forgotten"})").at("/detail"),
                   StartsWith("There may be signed"));
        CHECK(admin.get(purge_path).at("/rows") == "1");
        CHECK(admin.post(purge_path, confirmed).status == 204);
        CHECK(objects_of(app, "good_neighbour_").empty());
        CHECK(traces(app) == 0);
        CHECK_THAT(said_of(app, "good_neighbour", "reason"), Contains("what it had stored is deleted"));
        std::filesystem::rename(elsewhere, package);
        app.restart();
        CHECK(said_of(app, "good_neighbour", "state") == "disabled");
    });
}

TEST_CASE("a table belongs to the plugin with the longest id that fits", "[purge]") {
    on_both(
        {"good_neighbour", "good"},
        [](test_app& app) {
            switch_on(app, "good_neighbour");
            sql(app, "CREATE TABLE good_things (id TEXT)");
            app.write([](write_tx& tx) {
                tx.execute(R"(
                INSERT INTO plugins (id, version, state, reason, changed_at, changed_by, generation)
                VALUES ('good', '1.0.0', 'enabled', '', 0, 'Lumbar', 99))");
                tx.execute("INSERT INTO plugin_settings (plugin, name, value, version) VALUES ('good', 'settings', '{}', 1)");
            });
            app.restart();
            auto seen = app.as("admin").get("/plugins/good/purge");
            CHECK(seen.count("/tables") == 1);
            CHECK(seen.at("/tables/0/name") == "good_things");
            CHECK(app.as("admin").post("/plugins/good/purge", R"({"confirm":"good"})").status == 204);
            CHECK(objects_of(app, "good_") == std::vector<std::string>{"good_neighbour_words"});
            CHECK(said_of(app, "good_neighbour", "state") == "enabled");
        },
        bad_plugins());
}
