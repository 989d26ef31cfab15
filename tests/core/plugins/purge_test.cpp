#include "tests/core/plugins/bad_plugins.hpp"
#include "tests/core/plugins/stored.hpp"

#include "core/src/application/application.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace lumbar;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

constexpr const char* purge_path = "/plugins/good_neighbour/purge";
constexpr const char* confirmed = R"({"confirm":"good_neighbour"})";

void park_an_event(write_tx& tx) {
    tx.execute(R"(
        INSERT INTO parked_events (subscriber, seq, event, payload, tries, next_try_at, fault)
        VALUES ('good_neighbour/client_created', 1, 'client_created', '{}', 10, 0, 'threw each time'))");
}

}

TEST_CASE("a purge deletes all that a plugin has stored, and nothing else", "[purge]") {
    on_both(
        {"good_neighbour", "clumsy"},
        [](test_app& app) {
            kit::visitor& admin = app.as("admin");
            switch_on(app, "good_neighbour");
            switch_on(app, "clumsy");
            CHECK(admin.post("/good_neighbour/words", R"({"word":"hello"})").status == 204);
            CHECK(admin.put("/plugins/good_neighbour/settings", R"({"loud":true})", 1).status == 200);
            app.write(park_an_event);
            switch_off(app, "good_neighbour");
            const auto of_others = objects_of(app, "clumsy_");
            const auto rows_of_others =
                number(app, "SELECT COUNT(*) FROM role_permissions WHERE permission NOT LIKE 'good_neighbour.%'");

            auto seen = admin.get(purge_path);
            REQUIRE(seen.status == 200);
            CHECK(seen.at("/tables/0/name") == "good_neighbour_words");
            CHECK(seen.at("/tables/0/rows") == "2");
            CHECK(seen.at("/loses/0") == "2 rows in 1 table, for good.");
            CHECK(seen.at("/loses/1") == "Its settings.");
            CHECK(seen.count("/refusals") == 0);
            CHECK(said_of(app, "good_neighbour", "stores") == "true");

            CHECK(admin.post(purge_path, confirmed).status == 204);
            CHECK(objects_of(app, "good_neighbour_").empty());
            CHECK(traces(app) == 0);
            CHECK(said_of(app, "good_neighbour", "state") == "disabled");
            CHECK(said_of(app, "good_neighbour", "stores") == "false");
            CHECK(objects_of(app, "clumsy_") == of_others);
            CHECK(number(app, "SELECT COUNT(*) FROM role_permissions") == rows_of_others);
            CHECK(said_of(app, "clumsy", "state") == "enabled");
            app.read([](read_tx& tx) {
                CHECK(tx.value<std::string>("SELECT reason FROM audit WHERE action = 'plugin.purge'") ==
                      "2 rows of good_neighbour_words");
                CHECK(tx.value<std::string>("SELECT object FROM audit WHERE action = 'plugin.purge'") == "good_neighbour");
            });
            app.restart();
            CHECK(said_of(app, "good_neighbour", "state") == "disabled");
        },
        bad_plugins());
}

TEST_CASE("a plugin that was purged starts anew, at its first migration", "[purge]") {
    on_both(
        {"good_neighbour"},
        [](test_app& app) {
            switch_on(app, "good_neighbour");
            CHECK(app.as("therapist").get("/good_neighbour/words").count() == 1);
            app.write([](write_tx& tx) {
                tx.execute("DELETE FROM role_permissions WHERE permission = 'good_neighbour.read' AND role = 'therapist'");
            });
            switch_off(app, "good_neighbour");
            CHECK(app.as("admin").post(purge_path, confirmed).status == 204);
            app.client("Not told of");
            app.deliver_events();
            CHECK(switch_on(app, "good_neighbour").status == 200);
            app.client("Told of");
            app.deliver_events();
            auto words = app.as("therapist").get("/good_neighbour/words");
            CHECK(words.count() == 2);
            CHECK(words.at("/0/word") == "switched on");
            CHECK(words.at("/1/word") == "somebody came");
            CHECK(number(app, "SELECT COUNT(*) FROM migrations WHERE owner = 'good_neighbour'") == 1);
            CHECK(app.as("admin").get("/plugins/good_neighbour/settings").version == 1);
        },
        bad_plugins());
}

TEST_CASE("a purge wants a plugin that is off, its id typed as it is, and somebody who may", "[purge]") {
    on_both(
        {"good_neighbour"},
        [](test_app& app) {
            kit::visitor& admin = app.as("admin");
            switch_on(app, "good_neighbour");
            CHECK_THAT(admin.get(purge_path).at("/refusals/0"), StartsWith("It is on."));
            CHECK(admin.post(purge_path, confirmed).status == 409);
            CHECK(admin.get("/plugins/good_neighbour/export").status == 409);
            switch_off(app, "good_neighbour");
            for (const char* wrong :
                 {R"({"confirm":"Good neighbour"})", R"({"confirm":""})", R"({"confirm":"good_neighbour "})"}) {
                auto refused = admin.post(purge_path, wrong);
                CHECK(refused.status == 422);
                CHECK(refused.pointers == std::vector<std::string>{"/confirm"});
            }
            CHECK(admin.post("/plugins/nobody/purge", R"({"confirm":"nobody"})").code == "plugin_not_found");
            CHECK(admin.get("/plugins/nobody/purge").status == 404);
            CHECK(admin.get("/plugins/nobody/export").status == 404);
            for (const char* path : {purge_path, "/plugins/good_neighbour/export"}) {
                CHECK(app.stranger().get(path).status == 401);
                CHECK(app.as("therapist").get(path).status == 403);
            }
            CHECK(app.as("therapist").post(purge_path, confirmed).status == 403);
            CHECK(objects_of(app, "good_neighbour_").size() == 1);
            CHECK(number(app, "SELECT COUNT(*) FROM audit WHERE action = 'plugin.purge'") == 0);

            CHECK(admin.post(purge_path, confirmed).status == 204);
            CHECK(admin.post(purge_path, confirmed).status == 204);
            CHECK(number(app, "SELECT COUNT(*) FROM audit WHERE action = 'plugin.purge'") == 1);
        },
        bad_plugins());
}

TEST_CASE("what others need of a plugin keeps it from being purged", "[purge]") {
    on_both(
        {"good_neighbour", "needs_neighbour"},
        [](test_app& app) {
            kit::visitor& admin = app.as("admin");
            switch_on(app, "good_neighbour");
            switch_off(app, "good_neighbour");
            sql(app, "CREATE TABLE letters (word TEXT REFERENCES good_neighbour_words (id))");
            auto refused = admin.post(purge_path, confirmed);
            CHECK(refused.status == 409);
            CHECK(refused.at("/detail") == "The table letters of Lumbar itself refers to rows of good_neighbour_words.");
            sql(app, "DROP TABLE letters");
            sql(app, "CREATE TABLE needs_neighbour_letters (word TEXT REFERENCES good_neighbour_words (id))");
            CHECK_THAT(admin.post(purge_path, confirmed).at("/detail"), Contains("of the plugin needs_neighbour refers"));
            sql(app, "DROP TABLE needs_neighbour_letters");
            app.write([](write_tx& tx) { // as another server has just switched it on
                tx.execute(R"(
                INSERT INTO plugins (id, version, state, reason, changed_at, changed_by, generation)
                VALUES ('needs_neighbour', '1.0.0', 'enabled', '', 0, 'Lumbar', 99))");
            });
            CHECK(admin.post(purge_path, confirmed).at("/detail") ==
                  "Needs a neighbour needs it and is on. Turn that off first.");
            CHECK(objects_of(app, "good_neighbour_").size() == 1);
            app.write([](write_tx& tx) { tx.execute("UPDATE plugins SET state = 'disabled' WHERE id = 'needs_neighbour'"); });
            CHECK(admin.post(purge_path, confirmed).status == 204);
        },
        bad_plugins());
}

TEST_CASE("signed records keep a plugin from being purged, drafts do not", "[purge]") {
    kit::app_options off;
    off.enable = false;
    on_both(
        {"notes"},
        [](test_app& app) {
            kit::visitor& admin = app.as("admin");
            switch_on(app, "notes");
            write_a_note(app, "draft");
            switch_off(app, "notes");
            CHECK(admin.get("/plugins/notes/purge").count("/refusals") == 0);
            CHECK(admin.post("/plugins/notes/purge", R"({"confirm":"notes"})").status == 204);
            CHECK(objects_of(app, "notes_").empty());

            REQUIRE(switch_on(app, "notes").status == 200);
            write_a_note(app, "signed", 2);
            switch_off(app, "notes");
            auto refused = admin.post("/plugins/notes/purge", R"({"confirm":"notes"})");
            CHECK(refused.status == 409);
            CHECK(refused.at("/detail") == "1 signed or sealed record is among its rows, and those are never deleted.");
            CHECK(number(app, "SELECT COUNT(*) FROM notes_notes") == 1);
            CHECK(admin.get("/plugins/notes/export").status == 200);
            REQUIRE(switch_on(app, "notes").status == 200);
            CHECK(number(app, "SELECT COUNT(*) FROM notes_notes") == 1);
            switch_off(app, "notes");
            sql(app, "ALTER TABLE notes_notes RENAME COLUMN status TO state");
            CHECK_THAT(admin.post("/plugins/notes/purge", R"({"confirm":"notes"})").at("/detail"),
                       StartsWith("It could not be asked"));
        },
        off);
}

TEST_CASE("an export holds every row as it is stored, says when it is whole, and is on record", "[purge]") {
    on_both(
        {"good_neighbour"},
        [](test_app& app) {
            kit::visitor& admin = app.as("admin");
            switch_on(app, "good_neighbour");
            const std::string word = R"(Grüße \"fast\" \\ \n 𝄞)";
            CHECK(admin.post("/good_neighbour/words", "{\"word\":\"" + word + "\"}").status == 204);
            app.write_as("good_neighbour", [](write_tx& tx) {
                for (int i = 0; i < 1200; ++i) // more than one part of an answer
                    tx.execute("INSERT INTO good_neighbour_words (id, word) VALUES (:id, 'again')", tx.new_id());
            });
            switch_off(app, "good_neighbour");
            auto got = admin.get("/plugins/good_neighbour/export");
            REQUIRE(got.status == 200);
            CHECK(got.header("Content-Disposition") == "attachment; filename=\"good_neighbour-2026-11-23.ndjson\"");
            CHECK(std::count(got.json.begin(), got.json.end(), '\n') == 1204);
            CHECK_THAT(got.json, StartsWith(R"({"plugin":"good_neighbour","version":"1.0.0","at":"2026-11-23T)"));
            CHECK_THAT(got.json, Contains(R"("tables":[{"name":"good_neighbour_words","rows":1202}]})"));
            CHECK_THAT(got.json, Contains("{\"table\":\"good_neighbour_words\",\"row\":{\"id\":\""));
            CHECK_THAT(got.json, Contains("\"word\":\"" + word + "\"}}\n"));
            CHECK_THAT(got.json, Catch::Matchers::EndsWith("\n{\"end\":true}\n"));
            CHECK(number(app, "SELECT COUNT(*) FROM audit WHERE action = 'plugin.export' AND object = 'good_neighbour'") == 1);
            CHECK(admin.post(purge_path, confirmed).status == 204);
            CHECK_THAT(admin.get("/plugins/good_neighbour/export").json, Contains("\"tables\":[]}\n{\"end\":true}"));
        },
        bad_plugins());
}

TEST_CASE("in safe mode nothing can be asked, and nothing is purged", "[purge]") {
    auto options = bad_plugins();
    options.on = kit::back_end::postgresql;
    test_app app({"good_neighbour"}, options);
    switch_on(app, "good_neighbour");
    application_options same;
    same.database.url = app.database().options().url;
    same.plugin_folder = LUMBAR_BAD_PLUGINS;
    same.safe_mode = true;
    same.background = false;
    application safe(std::move(same));
    const auto refused = safe.plugins().purge("good_neighbour", actor{});
    CHECK(refused.what == plugins::switching::result::refused);
    CHECK_THAT(refused.reason, Contains("safe mode"));
    CHECK(objects_of(app, "good_neighbour_").size() == 1);
}
