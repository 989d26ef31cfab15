#include "tests/core/plugins/bad_plugins.hpp"
#include "tests/core/plugins/own_folder.hpp"

#include <lumbar/database.hpp>
#include <lumbar/points.hpp>

#include <catch2/catch.hpp>

#include <future>
#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

std::int64_t faults(test_app& app) { return std::stoll(app.as("admin").get("/plugins/rude/health").at("/faults")); }
std::string last(test_app& app, std::string_view member) {
    return app.as("admin").get("/plugins/rude/health").at("/last_error/" + std::string(member));
}

std::int64_t count(test_app& app, sql_text sql) {
    std::int64_t n = -1;
    app.read([&](read_tx& tx) { n = tx.value<std::int64_t>(sql).value(); });
    return n;
}

void rude(const std::function<void(test_app&)>& test) {
    auto options = bad_plugins();
    options.read_budget = 2s;
    on_both({"rude", "good_neighbour"}, [&](test_app& app) {
        REQUIRE(switch_on(app, "rude").status == 200);
        REQUIRE(switch_on(app, "good_neighbour").status == 200);
        test(app);
    }, options);
}

// Asked for, it is refused with `status`, counted once for the plugin, and told by route and kind.
void is_told(test_app& app, std::string_view method, const std::string& path, int status, std::string_view kind) {
    INFO(method << " " << path);
    const auto before = faults(app);
    auto answer = app.as("admin").send(method, "/rude/" + path, method == "POST" ? "{}" : "", {});
    CHECK(answer.status == status);
    CHECK_THAT(answer.json, !Contains("Lindqvist"));
    CHECK(faults(app) == before + 1);
    CHECK(last(app, "path") == "/api/v1/rude/" + path);
    CHECK(last(app, "method") == method);
    CHECK_THAT(last(app, "kind"), Contains(std::string(kind)));
}

// After all of that the plugin is on, its neighbour and core answer, and a write is stored.
void goes_on(test_app& app) {
    CHECK(said_of(app, "rude", "state") == "enabled");
    CHECK(app.as("admin").get("/good_neighbour/words").status == 200);
    CHECK(app.as("admin").post("/good_neighbour/words", R"({"word":"hello"})").status == 204);
    CHECK(app.as("admin").get("/rooms").status == 200);
}

}

TEST_CASE("statements that are not a plugin's to run are refused by name and counted, and nothing of the request is stored", "[bad_plugins]") {
    rude([](test_app& app) {
        const auto hanna = app.client("Hanna");
        const auto cursors = count(app, "SELECT COUNT(*) FROM outbox_cursors");
        for (const char* path : {"commit", "roll_back", "savepoint", "pragma", "attach", "drop", "foreign", "foreign_inside"})
            is_told(app, "POST", path, 500, "a statement that it may not run");
        is_told(app, "POST", "foreign_forgiven", 500, "a statement that it may not run");
        CHECK(count(app, "SELECT COUNT(*) FROM rude_rows") == 0);
        CHECK(count(app, "SELECT COUNT(*) FROM outbox_cursors") == cursors);
        CHECK(app.as("front desk").get("/clients/" + hanna).at("/given_name") == "Hanna");
        goes_on(app);
    });
}

TEST_CASE("what a plugin was refused is said in words that name the plugin and the table", "[bad_plugins]") {
    rude([](test_app& app) {
        auto refusal = [&](sql_text sql) -> std::string {
            try {
                app.write_as("rude", [&](write_tx& tx) { tx.execute(sql); });
                return "nothing was refused";
            } catch (const std::exception& refused) {
                return refused.what();
            }
        };
        CHECK(refusal("COMMIT") == "rude: a plugin's statement may not begin with COMMIT");
        CHECK(refusal("-- well\n  drop TABLE rude_rows") == "rude: a plugin's statement may not begin with DROP");
        const std::string clients = "rude: a plugin may not write the table clients, only those named rude_...";
        CHECK(refusal("UPDATE clients SET given_name = 'x'") == clients);
        CHECK(refusal("DELETE FROM \"clients\"") == clients);
        CHECK(refusal("INSERT INTO clients (id) VALUES ('x')") == clients);
        CHECK(refusal("WITH a (id) AS (SELECT id FROM clients) UPDATE clients SET given_name = 'x' WHERE id IN (SELECT id FROM a)") == clients);
        CHECK(refusal("INSERT INTO rude_rows (id) VALUES ('DELETE FROM clients') ON CONFLICT (id) DO UPDATE SET id = 'UPDATE clients'") ==
              "nothing was refused");
        CHECK(refusal("DELETE FROM rude_rows WHERE id IN (SELECT id FROM clients)") == "nothing was refused");
    });
}

TEST_CASE("a transaction begun or ended inside a handler's own is refused", "[bad_plugins]") {
    rude([](test_app& app) {
        for (const char* path : {"commit_bare", "commit_after", "nested"}) {
            INFO(path);
            const auto before = faults(app);
            CHECK(app.as("admin").post("/rude/" + std::string(path)).status == 500);
            CHECK(faults(app) == before + 1);
            CHECK(last(app, "path") == "/api/v1/rude/" + std::string(path));
        }
        CHECK(count(app, "SELECT COUNT(*) FROM rude_rows") == 0);
        goes_on(app);
    });
}

TEST_CASE("a statement that a handler leaves open is closed, and the request refused", "[bad_plugins]") {
    rude([](test_app& app) {
        if (app.database().dialect() == dialect::postgresql) {   // its rows have all been fetched: nothing stays open there
            CHECK(app.as("admin").get("/rude/leak").status == 200);
        } else {
            is_told(app, "GET", "leak", 500, "rude: a statement of tx.sql() was left open");
            is_told(app, "POST", "leak", 500, "rude: a statement of tx.sql() was left open");
            CHECK(count(app, "SELECT COUNT(*) FROM rude_rows") == 0);
        }
        for (int i = 0; i < 8; ++i) app.as("admin").get("/rude/leak");   // each reader has had one
        app.client("Ben");
        for (int i = 0; i < 8; ++i) CHECK(count(app, "SELECT COUNT(*) FROM clients WHERE given_name = 'Ben'") == 1);
        goes_on(app);
    });
}

TEST_CASE("a statement without end is stopped, named and counted, and what it wrote is gone", "[bad_plugins]") {
    rude([](test_app& app) {
        is_told(app, "GET", "for_ever", 503, "a statement that took too long");
        is_told(app, "POST", "for_ever", 503, "a statement that took too long");
        CHECK(count(app, "SELECT COUNT(*) FROM rude_rows") == 0);
        const auto before = faults(app);
        CHECK(app.as("admin").get("/rude/bare_for_ever").status >= 500);
        CHECK(faults(app) == before + 1);
        goes_on(app);
    });
}

TEST_CASE("exceptions of every kind end their request alone and are told by their type", "[bad_plugins]") {
    rude([](test_app& app) {
        is_told(app, "GET", "its_own", 500, "of_its_own");
        is_told(app, "GET", "the_sdks", 500, "a statement that it may not run");
        goes_on(app);
    });
}

TEST_CASE("a screening that never ends is stopped: the visit starts, and it is stored that nobody has screened", "[bad_plugins]") {
    rude([](test_app& app) {
        const auto visit = app.appointment(app.client());
        const std::string path = "/appointments/" + visit;
        auto& desk = app.as("front desk");
        CHECK(desk.get(path).at("/screened") == "false");
        CHECK(desk.post(path + "/check-in").status == 200);
        CHECK(app.as("therapist").post(path + "/start", R"({"override_reason":"Seen without the check"})").status == 200);
        app.read([&](read_tx& tx) {
            CHECK_THAT(appointment_of(tx, visit)->screening, StartsWith("not screened: Rude could not"));
        });
        goes_on(app);
    });
}

TEST_CASE("a screening that never ends is stopped: the note begins, and says that nobody has screened", "[bad_plugins]") {
    own_folder folder(LUMBAR_BAD_PLUGINS, {"rude"});
    folder.add(LUMBAR_PLUGIN_FOLDER "/notes");
    auto options = bad_plugins();
    options.plugin_folder = folder.path;
    options.read_budget = 2s;
    on_both({"rude", "notes"}, [](test_app& app) {
        REQUIRE(switch_on(app, "rude").status == 200);
        REQUIRE(switch_on(app, "notes").status == 200);
        const auto visit = app.appointment(app.client());
        const auto begun = app.as("therapist").post("/notes/notes", R"({"appointment":")" + visit + "\"}");
        CHECK(begun.status == 201);
        app.read([&](read_tx& tx) {
            const auto stored = tx.value<std::string>("SELECT screening FROM notes_notes WHERE appointment = :visit", visit);
            CHECK_THAT(stored.value_or(""), StartsWith("not screened: Rude could not"));
        });
    }, options);
}

TEST_CASE("a request that takes three seconds while its plugin is switched off is answered in full", "[bad_plugins]") {
    rude([](test_app& app) {
        auto asking = std::async(std::launch::async, [admin = app.as("admin")]() mutable { return admin.post("/rude/slow"); });
        const auto begun = std::chrono::steady_clock::now();
        while (count(app, "SELECT COUNT(*) FROM rude_rows") == 0 && std::chrono::steady_clock::now() - begun < 60s)
            std::this_thread::sleep_for(5ms);
        CHECK(switch_off(app, "rude").at("/state") == "disabled");
        const auto answer = asking.get();
        CHECK(answer.status == 200);
        CHECK(answer.json == R"(["through"])");
        CHECK(app.as("admin").post("/rude/slow").code == "plugin_off");
    });
}
