#include "core/src/application/application.hpp"
#include "tests/core/plugins/bad_plugins.hpp"
#include "tests/core/plugins/growing.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

std::int64_t words_like(test_app& app, std::string_view word) {
    std::int64_t n = 0;
    app.read([&](read_tx& tx) {
        n = tx.value<std::int64_t>("SELECT COUNT(*) FROM grows_words WHERE word = :word", word).value();
    });
    return n;
}

std::int64_t audited(test_app& app, std::string_view outcome) {
    std::int64_t n = 0;
    app.read([&](read_tx& tx) {
        n = tx.value<std::int64_t>(
            "SELECT COUNT(*) FROM audit WHERE action = 'plugin.upgrade' AND outcome = :outcome", outcome).value();
    });
    return n;
}

std::string version_in_row(test_app& app) {
    std::string version;
    app.read([&](read_tx& tx) { version = tx.value<std::string>("SELECT version FROM plugins WHERE id = 'grows'").value(); });
    return version;
}

template <class Condition>
bool comes(Condition condition) {
    using clock = std::chrono::steady_clock;
    for (const auto end = clock::now() + 60s; clock::now() < end; std::this_thread::sleep_for(5ms))
        if (condition()) return true;
    return false;
}

// What desks at work have met.
struct seen {
    std::atomic<int> by_1{0}, by_2{0}, written{0}, wrong{0};
    std::atomic<bool> stop{false};

    void count(const kit::answer& answer) {
        const std::string version = answer.status == 200 ? answer.at("/version") : "";
        ++(version == "1" ? by_1 : version == "2" ? by_2 : wrong);
        if (version.empty()) UNSCOPED_INFO(answer.status << " " << answer.json);
    }
};

// Four desks read and write without a pause while `meanwhile` runs.
void under_load(test_app& app, seen& met, const std::function<void()>& meanwhile) {
    std::vector<std::thread> desks;
    for (int i = 0; i < 4; ++i)
        desks.emplace_back([&met, mine = app.as("admin"), writes = i % 2 == 0]() mutable {
            while (!met.stop) {
                const auto answer = writes ? mine.post("/grows/words", R"({"word":"busy"})") : mine.get("/grows/words");
                met.count(answer);
                if (writes && answer.status == 200) ++met.written;
                for (const char* path : {"/rooms", "/grows/settings", "/plugins", "/plugins/grows/settings", "/permissions"})
                    if (mine.get(path).status != 200) ++met.wrong;
            }
        });
    meanwhile();
    met.stop = true;
    for (auto& desk : desks) desk.join();
}

}

TEST_CASE("a new version takes the place of the one that is on", "[upgrade]") {
    with_waiting([](test_app& app, growing&) {
        const std::string module = app.as("admin").get("/ui").at("/plugins/0/module");
        CHECK(app.as("therapist").get("/grows/marks").status == 404);
        CHECK(schema_of(app) == schema_of_1);
        auto done = upgrade(app);
        CHECK(done.status == 200);
        CHECK(done.at("/version") == "2.0.0");
        CHECK(done.at("/state") == "enabled");
        CHECK(done.at("/waiting").empty());
        CHECK(schema_of(app) == schema_of_2);
        CHECK(version_in_row(app) == "2.0.0");
        CHECK(audited(app, "done") == 1);

        CHECK(app.as("admin").get("/grows/words").json == R"({"version":2,"words":2})");
        CHECK(app.as("therapist").get("/grows/marks").json == R"(["none","one"])");
        CHECK(app.as("admin").post("/grows/wait").status == 404);
        CHECK(app.as("admin").get("/grows/settings").json == R"({"size":2,"colour":"green"})");
        CHECK(words_like(app, "started 2, size 2") == 1);
        const std::string newer = app.as("admin").get("/ui").at("/plugins/0/module");
        CHECK(newer != module);
        CHECK_THAT(app.stranger().file(newer).json, Contains("version: 2"));
        CHECK_THAT(app.stranger().file(module).json, Contains("version: 1"));
        app.client("New");
        app.deliver_events();
        CHECK(words_like(app, "heard by 2") == 1);
        CHECK(words_like(app, "heard by 1") == 0);

        CHECK(upgrade(app).status == 409);
        app.restart();
        CHECK(said_of(app, "grows", "state") == "enabled");
        CHECK(app.as("admin").get("/grows/words").at("/version") == "2");
        CHECK(words_like(app, "started 2, size 2") == 1);
        CHECK(switch_off(app, "grows").status == 200);
        CHECK(app.stranger().file(newer).status == 404);
        CHECK(app.stranger().file(module).status == 404);
    });
}

TEST_CASE("a request that is inside the old version comes to its end there, with the settings that it knows", "[upgrade]") {
    with_waiting([](test_app& app, growing&) {
        kit::answer waited, done;
        std::thread waiting([&, mine = app.as("admin")]() mutable { waited = mine.post("/grows/wait"); });
        CHECK(comes([&] { return words_like(app, "waiting") > 0; }));
        std::thread upgrading([&, mine = app.as("admin")]() mutable { done = mine.post("/plugins/grows/upgrade"); });
        auto desk = app.as("admin");
        CHECK(comes([&] { return desk.get("/grows/words").at("/version") == "2"; }));
        CHECK(desk.post("/grows/words", R"({"word":"go on"})").at("/version") == "2");
        waiting.join();
        upgrading.join();
        CHECK(waited.json == R"({"size":1,"loud":false})");
        CHECK(waited.status == 200);
        CHECK(done.status == 200);
    });
}

TEST_CASE("a new version whose migration fails leaves the old one serving on its schema", "[upgrade]") {
    with_waiting([](test_app& app, growing& packages) {
        auto refused = upgrade(app);
        CHECK(refused.status == 409);
        CHECK_THAT(refused.at("/detail"), Contains("0004_broken.sql"));
        CHECK(schema_of(app) == schema_of_1);
        CHECK(words_like(app, "half") == 0);
        CHECK(version_in_row(app) == "1.0.0");
        CHECK(audited(app, "failed") == 1);
        CHECK(audited(app, "done") == 0);
        auto list = app.as("admin").get("/plugins");
        CHECK(list.at("/0/state") == "enabled");
        CHECK(list.at("/0/version") == "1.0.0");
        CHECK(list.at("/0/waiting/version") == "2.0.0");
        CHECK_THAT(list.at("/0/waiting/reason"), Contains("nothing was changed"));
        CHECK(app.as("admin").post("/grows/words", R"({"word":"still"})").at("/version") == "1");

        packages.put("grows_2");
        CHECK(look(app).at("/0/waiting/reason").empty());
        CHECK(upgrade(app).status == 200);
        CHECK(schema_of(app) == schema_of_2);
    }, with_broken_migration);
}

TEST_CASE("a new version whose start fails leaves the old one serving on its schema", "[upgrade]") {
    with_waiting([](test_app& app, growing&) {
        app.as("admin").post("/grows/words", R"({"word":"not yet"})");
        auto refused = upgrade(app);
        CHECK(refused.status == 409);
        CHECK_THAT(refused.at("/detail"), Contains("it is not time yet"));
        CHECK(schema_of(app) == schema_of_1);
        CHECK(version_in_row(app) == "1.0.0");
        CHECK(words_like(app, "started 2, size 2") == 0);
        CHECK(app.as("admin").get("/grows/words").at("/version") == "1");
        CHECK(app.as("therapist").get("/session").json.find("grows.mark") == std::string::npos);

        app.write_as("grows", [](write_tx& tx) { tx.execute("DELETE FROM grows_words WHERE word = 'not yet'"); });
        CHECK(upgrade(app).status == 200);
        CHECK(app.as("admin").get("/grows/words").at("/version") == "2");
    });
}

TEST_CASE("under load an upgrade fails no request, and each is answered by the old version or by the new", "[upgrade]") {
    with_waiting([](test_app& app, growing&) {
        seen met;
        auto admin = app.as("admin");
        under_load(app, met, [&] {
            CHECK(comes([&] { return met.by_1 > 40; }));
            CHECK(admin.post("/plugins/grows/upgrade").status == 200);
            const int before = met.by_2;
            CHECK(comes([&] { return met.by_2 > before + 40; }));
        });
        CHECK(met.wrong == 0);
        CHECK(words_like(app, "busy") == met.written);
        CHECK(words_like(app, "started 2, size 2") == 1);
    });
}

TEST_CASE("under load an upgrade that fails is noticed by nobody, time after time", "[upgrade]") {
    with_waiting([](test_app& app, growing&) {
        seen met;
        auto admin = app.as("admin");
        under_load(app, met, [&] {
            for (int i = 0; i < 3; ++i) {
                const int before = met.by_1;
                CHECK(comes([&] { return met.by_1 > before + 40; }));
                CHECK(admin.post("/plugins/grows/upgrade").status == 409);
            }
        });
        CHECK(met.by_2 == 0);
        CHECK(met.wrong == 0);
        CHECK(words_like(app, "busy") == met.written);
        CHECK(schema_of(app) == schema_of_1);
    }, with_broken_migration);
}

TEST_CASE("a server that starts with a new version upgrades whole or not at all", "[upgrade]") {
    with_waiting([](test_app& app, growing& packages) {
        app.as("admin").post("/grows/words", R"({"word":"not yet"})");
        app.restart();
        CHECK(said_of(app, "grows", "state") == "failed");
        CHECK(schema_of(app) == schema_of_1);
        CHECK(version_in_row(app) == "1.0.0");
        app.write_as("grows", [](write_tx& tx) { tx.execute("DELETE FROM grows_words WHERE word = 'not yet'"); });
        app.move_clock(1s);  // the backup before each try has its moment for a name
        app.restart();
        CHECK(said_of(app, "grows", "state") == "enabled");
        CHECK(schema_of(app) == schema_of_2);
        CHECK(version_in_row(app) == "2.0.0");

        packages.put("grows_1");
        app.restart();
        CHECK(said_of(app, "grows", "state") == "failed");
        CHECK_THAT(said_of(app, "grows", "reason"), Contains("The database is used with version 2.0.0"));
        CHECK(version_in_row(app) == "2.0.0");
        packages.put("grows_2");
        CHECK(look(app).at("/0/state") == "enabled");
        CHECK(app.as("admin").get("/grows/words").at("/version") == "2");
    });
}
