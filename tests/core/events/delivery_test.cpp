#include <lumbar/test/test_app.hpp>

#include "core/src/application/application.hpp"

#include <lumbar/events.hpp>

#include <catch2/catch.hpp>

#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

kit::app_options neighbours() {
    kit::app_options options;
    options.plugin_folder = LUMBAR_BAD_PLUGINS;
    return options;
}

std::int64_t count(test_app& app, sql_text sql) {
    std::int64_t n = 0;
    app.read([&](read_tx& tx) { n = tx.value<std::int64_t>(sql).value(); });
    return n;
}

std::vector<row_id> heard_by_rude(test_app& app) {
    std::vector<row_id> all;
    app.read([&](read_tx& tx) { all = tx.rows<row_id>("SELECT client FROM rude_heard ORDER BY place"); });
    return all;
}

std::int64_t heard(test_app& app) { return count(app, "SELECT COUNT(*) FROM good_neighbour_words WHERE word = 'somebody came'"); }

}

TEST_CASE("an event is heard once, also after a restart", "[events]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        app.client();
        app.client("Ben");
        app.deliver_events();
        CHECK(heard(app) == 2);
        app.restart();
        app.deliver_events();
        CHECK(heard(app) == 2);
    }, neighbours());
}

TEST_CASE("what others hear passes by, and the next of one's own is heard", "[events]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        auto ben = app.client("Ben");
        app.deliver_events();
        for (int i = 1; i <= 3; ++i) {
            app.appointment(ben, i * 24h);
            app.deliver_events();
            app.client("Ann");
            if (i != 2) app.deliver_events();
        }
        app.as("admin").post("/plugins/good_neighbour/disable");
        app.client("Cleo");
        app.deliver_events();
        app.appointment(ben, 96h);
        app.deliver_events();
        app.as("admin").post("/plugins/good_neighbour/enable");
        app.deliver_events();
        CHECK(heard(app) == 5);
    }, neighbours());
}

TEST_CASE("what a write that failed has emitted is told to nobody", "[events]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        CHECK_THROWS(app.write([](write_tx& tx) {
            tx.emit(client_created{tx.new_id()});
            throw std::runtime_error("no");
        }));
        app.deliver_events();
        CHECK(heard(app) == 0);
    }, neighbours());
}

TEST_CASE("what a subscriber wrote before it threw is undone", "[events]") {
    on_both({"clumsy"}, [](test_app& app) {
        app.client();
        app.deliver_events();
        CHECK(count(app, "SELECT seq FROM outbox_cursors WHERE subscriber = 'clumsy/client_created'") == 0);
        CHECK(count(app, "SELECT COUNT(*) FROM parked_events") == 0);
    }, neighbours());
}

TEST_CASE("old events go when all have heard them; others' rarer events hold nothing up", "[events]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        app.client();
        app.appointment(app.client("Ben"));
        app.deliver_events();
        app.move_clock(2h);
        app.application().events().prune();
        CHECK(count(app, "SELECT COUNT(*) FROM outbox") == 0);
    }, neighbours());
}

TEST_CASE("a plugin that is off keeps what it has not heard", "[events]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        app.as("admin").post("/plugins/good_neighbour/disable");
        app.client();
        app.deliver_events();
        app.move_clock(48h);
        app.application().events().prune();
        app.as("admin").post("/plugins/good_neighbour/enable");
        app.deliver_events();
        CHECK(heard(app) == 1);
    }, neighbours());
}

TEST_CASE("who was off hears in order what it has missed, and who was on is not told again", "[events]") {
    on_both({"good_neighbour", "rude"}, [](test_app& app) {
        std::vector<row_id> all = {app.client("Ann")};
        app.deliver_events();
        app.as("admin").post("/plugins/rude/disable");
        for (const char* name : {"Ben", "Cleo", "Dora"}) all.push_back(app.client(name));
        app.deliver_events();
        CHECK(heard(app) == 4);
        CHECK(heard_by_rude(app) == std::vector<row_id>{all[0]});
        app.as("admin").post("/plugins/rude/enable");
        all.push_back(app.client("Eve"));
        app.deliver_events();
        CHECK(heard_by_rude(app) == all);
        CHECK(heard(app) == 5);
    }, neighbours());
}

TEST_CASE("an event that poisons its subscriber is parked where an admin sees it, and the next ones are heard", "[events]") {
    on_both({"good_neighbour", "rude"}, [](test_app& app) {
        const auto ann = app.client("Ann");
        app.client("Poison");
        const auto ben = app.client("Ben");
        const auto health = [&](std::string_view plugin) { return app.as("admin").get("/plugins/" + std::string(plugin) + "/health"); };
        CHECK(health("rude").at("/parked") == "0");
        for (int i = 0; i < 12; ++i) {
            app.deliver_events();
            app.move_clock(1min);
        }
        CHECK(heard_by_rude(app) == std::vector{ann, ben});
        CHECK(heard(app) == 3);
        const auto told = health("rude");
        CHECK(told.at("/parked") == "1");
        CHECK(told.at("/last_parked/event") == "client_created");
        CHECK(told.at("/last_parked/kind") == "(anonymous namespace)::of_its_own");
        CHECK(told.at("/last_parked/at") < to_text(app.now()));
        CHECK(health("good_neighbour").at("/parked") == "0");
        CHECK(health("good_neighbour").at("/last_parked/event").empty());
        app.restart();
        CHECK(health("rude").at("/parked") == "1");
        app.deliver_events();
        CHECK(heard_by_rude(app) == std::vector{ann, ben});
    }, neighbours());
}

TEST_CASE("events are delivered soon after their commit without being asked for", "[events]") {
    auto options = neighbours();
    options.background = true;
    on_both({"good_neighbour"}, [](test_app& app) {
        std::this_thread::sleep_for(1s);   // the dispatcher has come to rest
        app.client();
        auto since = std::chrono::steady_clock::now();
        while (heard(app) == 0 && std::chrono::steady_clock::now() - since < 3s) std::this_thread::sleep_for(5ms);
        CHECK(std::chrono::steady_clock::now() - since < 1s);
    }, options);
}
