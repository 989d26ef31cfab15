#include "tests/core/plugins/bad_plugins.hpp"

#include "core/src/application/application.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

using namespace lumbar;

namespace {

constexpr const char* words = "/good_neighbour/words";

std::int64_t rows_of_word(test_app& app, std::string_view word) {
    std::int64_t n = 0;
    app.read([&](read_tx& tx) {
        n = tx.value<std::int64_t>("SELECT COUNT(*) FROM good_neighbour_words WHERE word = :word", word).value();
    });
    return n;
}

std::int64_t audited(test_app& app, std::string_view action) {
    std::int64_t n = 0;
    app.read(
        [&](read_tx& tx) { n = tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE action = :action", action).value(); });
    return n;
}

}

TEST_CASE("without plugins core answers its own routes", "[plugins]") {
    on_both({}, [](test_app& app) {
        CHECK(app.stranger().get("/plugins").status == 401);
        CHECK(app.as("front desk").get("/plugins").status == 403);
        CHECK(app.as("admin").get("/plugins").json == "[]");
        CHECK(app.stranger().get("/ui").json == R"({"shell":1,"plugins":[]})");
    });
}

TEST_CASE("a plugin is switched on and off while the server runs", "[plugins]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        CHECK(said_of(app, "good_neighbour", "state") == "disabled");
        CHECK(app.as("admin").get(words).status == 404);
        CHECK(app.as("admin").get(words).code == "plugin_off");

        auto on = switch_on(app, "good_neighbour");
        CHECK(on.status == 200);
        CHECK(on.at("/state") == "enabled");
        CHECK(app.as("therapist", "Berta").get(words).at("/0/word") == "switched on");
        CHECK(app.as("therapist", "Berta").post(words, R"({"word":"hello"})").status == 403);
        CHECK(app.as("front desk").get(words).status == 403);
        CHECK(app.stranger().get(words).status == 401);
        CHECK(audited(app, "plugin.enable") == 1);

        CHECK(switch_on(app, "good_neighbour").status == 200);
        CHECK(rows_of_word(app, "switched on") == 1);

        CHECK(switch_off(app, "good_neighbour").at("/state") == "disabled");
        CHECK(app.as("admin").get(words).code == "plugin_off");
        CHECK(rows_of_word(app, "switched on") == 1);
        CHECK(audited(app, "plugin.disable") == 1);
    }, bad_plugins());
}

TEST_CASE("only who may edit plugins switches them", "[plugins]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        CHECK(app.stranger().post("/plugins/good_neighbour/enable").status == 401);
        CHECK(app.as("therapist").post("/plugins/good_neighbour/enable").status == 403);
        CHECK(app.as("admin").post("/plugins/nobody/enable").code == "plugin_not_found");
        CHECK(said_of(app, "good_neighbour", "state") == "disabled");
    }, bad_plugins());
}

TEST_CASE("a restart keeps what was on and what was off", "[plugins]") {
    on_both({"good_neighbour", "needs_neighbour"}, [](test_app& app) {
        switch_on(app, "good_neighbour");
        app.restart();
        CHECK(said_of(app, "good_neighbour", "state") == "enabled");
        CHECK(said_of(app, "needs_neighbour", "state") == "disabled");
        CHECK(app.as("admin").get(words).status == 200);
        CHECK(rows_of_word(app, "switched on") == 1);
        switch_off(app, "good_neighbour");
        app.restart();
        CHECK(said_of(app, "good_neighbour", "state") == "disabled");
    }, bad_plugins());
}

TEST_CASE("what a plugin depends on is on first and off last", "[plugins]") {
    on_both({"good_neighbour", "needs_neighbour"}, [](test_app& app) {
        auto alone = switch_on(app, "needs_neighbour");
        CHECK(alone.status == 409);
        CHECK(alone.at("/detail") == "Needs a neighbour needs the plugin good_neighbour: switch that on first.");
        switch_on(app, "good_neighbour");
        CHECK(switch_on(app, "needs_neighbour").status == 200);
        CHECK(switch_off(app, "good_neighbour").status == 409);
        app.restart();
        CHECK(said_of(app, "needs_neighbour", "state") == "enabled");
        CHECK(switch_off(app, "needs_neighbour").status == 200);
        CHECK(switch_off(app, "good_neighbour").status == 200);
    }, bad_plugins());
}

TEST_CASE("a permission that an admin has taken away stays away when the plugin comes back", "[plugins]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        switch_on(app, "good_neighbour");
        app.write([](write_tx& tx) {
            tx.execute("DELETE FROM role_permissions WHERE role = 'therapist' AND permission = 'good_neighbour.read'");
        });
        switch_off(app, "good_neighbour");
        switch_on(app, "good_neighbour");
        CHECK(app.as("therapist", "Carla").get(words).status == 403);
        CHECK(app.as("admin").get(words).status == 200);
    }, bad_plugins());
}

TEST_CASE("the shell is told what somebody may see, and where its module is", "[plugins]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        switch_on(app, "good_neighbour");
        auto therapist = app.as("therapist").get("/ui?surface=staff");
        CHECK(therapist.count("/plugins") == 1);
        CHECK(therapist.count("/plugins/0/menu") == 1);
        CHECK(therapist.count("/plugins/0/slots") == 0);
        CHECK(app.as("admin").get("/ui").count("/plugins/0/slots") == 1);
        CHECK(app.as("front desk").get("/ui").count("/plugins") == 0);
        CHECK(app.as("therapist").get("/ui?surface=client").count("/plugins") == 0);

        std::string module = therapist.at("/plugins/0/module");
        CHECK(module.starts_with("/plugins/good_neighbour/"));
        CHECK(app.stranger().file(module).json == "export default { api: 1, elements: {} };\n");
        switch_off(app, "good_neighbour");
        CHECK(app.as("admin").get("/ui").count("/plugins") == 0);
        CHECK(app.stranger().file(module).status == 404);
    }, bad_plugins());
}

TEST_CASE("what happens while a plugin is off is told when it is on again", "[plugins]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        app.client("Before");
        app.deliver_events();
        switch_on(app, "good_neighbour");
        app.client("Seen");
        app.deliver_events();
        CHECK(rows_of_word(app, "somebody came") == 1);
        switch_off(app, "good_neighbour");
        app.client("Missed");
        app.deliver_events();
        CHECK(rows_of_word(app, "somebody came") == 1);
        switch_on(app, "good_neighbour");
        app.deliver_events();
        CHECK(rows_of_word(app, "somebody came") == 2);
    }, bad_plugins());
}

TEST_CASE("before a new version changes the schema the data are backed up, and the new version starts", "[plugins]") {
    test_app app({"good_neighbour"}, bad_plugins());
    const std::filesystem::path folder = std::filesystem::path(app.database().options().url.substr(9)).parent_path();
    auto backups = [&] {
        auto all = std::filesystem::directory_iterator(folder);
        return std::count_if(begin(all), end(all), [](const auto& f) { return f.path().extension() == ".backup"; });
    };
    app.restart();
    CHECK(backups() == 0);
    app.write([](write_tx& tx) {   // as an older version, without a table of its own, has left it
        tx.execute(R"(
            INSERT INTO plugins (id, version, state, reason, changed_at, changed_by, generation)
            VALUES ('good_neighbour', '0.9.0', 'enabled', '', 0, 'Lumbar', 1))");
    });
    app.restart();
    CHECK(backups() == 1);
    CHECK(said_of(app, "good_neighbour", "state") == "enabled");
    CHECK(rows_of_word(app, "switched on") == 1);
    app.restart();
    CHECK(backups() == 1);
    CHECK(rows_of_word(app, "switched on") == 1);
}

TEST_CASE("a plugin whose files are gone stays in sight, with its data untouched", "[plugins]") {
    on_both({"vanished"}, [](test_app& app) {
        app.write([](write_tx& tx) {
            tx.execute(R"(
                INSERT INTO plugins (id, version, state, reason, changed_at, changed_by, generation)
                VALUES ('vanished', '1.0.0', 'enabled', '', 0, 'Lumbar', 1))");
        });
        app.restart();
        CHECK(said_of(app, "vanished", "state") == "incompatible");
        CHECK(said_of(app, "vanished", "reason") == "Its files are not in the plugin folder any more. What it has stored is untouched.");
        CHECK(app.as("admin").get("/vanished/things").status == 404);
    }, bad_plugins());
}

TEST_CASE("switching under load fails no request but with plugin_off", "[plugins]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        switch_on(app, "good_neighbour");
        auto admin = app.as("admin");
        std::atomic<bool> stop{false};
        std::atomic<int> good{0}, off{0}, wrong{0};
        std::vector<std::thread> desks;
        for (int i = 0; i < 4; ++i)
            desks.emplace_back([&, mine = admin]() mutable {
                while (!stop) {
                    auto read = mine.get(words), board = mine.get("/rooms");
                    (read.status == 200 ? good : read.code == "plugin_off" ? off : wrong)++;
                    if (board.status != 200) ++wrong;
                }
            });
        for (int i = 0; i < 10; ++i) {
            CHECK(switch_off(app, "good_neighbour").status == 200);
            CHECK(switch_on(app, "good_neighbour").status == 200);
        }
        stop = true;
        for (auto& desk : desks) desk.join();
        CHECK(wrong == 0);
        CHECK(good > 0);
    }, bad_plugins());
}
