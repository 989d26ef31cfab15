#include <lumbar/test/test_app.hpp>

#include "core/src/application/application.hpp"
#include "core/src/audit/chain.hpp"
#include "core/src/audit/log_view.hpp"
#include "core/src/audit/sentences.hpp"

#include <lumbar/database.hpp>

#include <catch2/catch.hpp>

#include <sstream>
#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

// A few entries of the day, sealed.
void busy_day(test_app& app) {
    auto client = app.client("Ben");
    app.as("front desk").get("/clients/" + client);
    auto visit = app.appointment(client);
    app.as("front desk").post("/appointments/" + visit + "/check-in");
    app.as("therapist").get("/clients/" + client);
    for (int tries = 0; audit::verify(app.database()).unsealed > 0 && tries < 100; ++tries) std::this_thread::sleep_for(20ms);
}

void tamper(test_app& app, const std::function<void(write_tx&)>& how) {
    auto before = audit::verify(app.database());
    INFO(before.finding);
    REQUIRE(before.intact);
    REQUIRE(before.entries >= 6);
    app.write(how);
}

}

TEST_CASE("the chain of a day's entries holds", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        auto found = audit::verify(app.database());
        INFO(found.finding);
        CHECK(found.intact);
        CHECK(found.unsealed == 0);
        CHECK(found.entries >= 6);
        app.restart();
        app.client("Cleo");
        CHECK(audit::verify(app.database()).intact);
    });
}

TEST_CASE("an entry that was changed is named, whichever column it was", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        tamper(app, [](write_tx& tx) { tx.execute("UPDATE audit SET actor_name = 'Somebody else' WHERE seq = 3"); });
        auto found = audit::verify(app.database());
        CHECK_FALSE(found.intact);
        CHECK(found.broken == 3);
        CHECK(found.finding.find("Entry 3 ") == 0);
        CHECK(found.finding.find("changed") != std::string::npos);
    });
    on_both({}, [](test_app& app) {
        busy_day(app);
        tamper(app, [](write_tx& tx) { tx.execute("UPDATE audit SET at = at + 1 WHERE seq = 1"); });
        CHECK(audit::verify(app.database()).broken == 1);
        app.write([](write_tx& tx) { tx.execute("UPDATE audit SET at = at - 1 WHERE seq = 1"); });
        CHECK(audit::verify(app.database()).intact);
        app.write([](write_tx& tx) { tx.execute("UPDATE audit SET fields = 'a', object = '' WHERE seq = 2"); });
        CHECK(audit::verify(app.database()).broken == 2);
    });
}

TEST_CASE("an entry that was removed is named, also when the rest was numbered anew", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        tamper(app, [](write_tx& tx) { tx.execute("DELETE FROM audit WHERE seq = 4"); });
        auto found = audit::verify(app.database());
        CHECK(found.broken == 4);
        CHECK(found.finding.find("removed") != std::string::npos);
        app.write([](write_tx& tx) {
            for (std::int64_t seq = 5; tx.execute("UPDATE audit SET seq = :less WHERE seq = :seq", seq - 1, seq) > 0; ++seq) {
            }
        });
        CHECK(audit::verify(app.database()).broken == 4);
    });
}

TEST_CASE("entries in another order are named", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        tamper(app, [](write_tx& tx) {
            tx.execute("UPDATE audit SET seq = -1 WHERE seq = 2");
            tx.execute("UPDATE audit SET seq = 2 WHERE seq = 5");
            tx.execute("UPDATE audit SET seq = 5 WHERE seq = -1");
        });
        auto found = audit::verify(app.database());
        CHECK(found.broken == 2);
        CHECK(found.finding.find("stands as number 5") != std::string::npos);
    });
}

TEST_CASE("entries cut off at the end are missed, also after new ones have come", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        const auto last = audit::verify(app.database()).entries;
        tamper(app, [&](write_tx& tx) { tx.execute("DELETE FROM audit WHERE seq > :keep", last - 2); });
        auto found = audit::verify(app.database());
        CHECK(found.broken == last - 1);
        CHECK(found.finding.find("cut off") != std::string::npos);
        app.client("Cleo");
        std::this_thread::sleep_for(300ms);
        found = audit::verify(app.database());
        CHECK(found.broken == last - 1);
        CHECK(found.finding.find("removed") != std::string::npos);
    });
}

TEST_CASE("an entry that was put in is named", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        const auto next = audit::verify(app.database()).entries + 1;
        tamper(app, [&](write_tx& tx) {
            tx.execute(R"(
                INSERT INTO audit (id, seq, chain, at, actor_kind, actor, actor_name, session, address, action,
                    client, object, outcome, fields, reason, request)
                SELECT :id, :seq, chain, at, actor_kind, actor, actor_name, session, address, action,
                    client, object, outcome, fields, reason, request
                FROM audit
                WHERE seq = 1)",
                       tx.new_id(), next);
        });
        CHECK(audit::verify(app.database()).broken == next);
    });
}

TEST_CASE("an entry beside the chain and a log that is gone whole are named", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        tamper(app, [](write_tx& tx) {
            tx.execute(R"(
                INSERT INTO audit (id, seq, chain, at, actor_kind, actor, actor_name, session, address, action,
                    client, object, outcome, fields, reason, request)
                SELECT :id, 0, chain, at, actor_kind, actor, actor_name, session, address, action,
                    client, object, outcome, fields, reason, request
                FROM audit
                WHERE seq = 1)",
                       tx.new_id());
        });
        CHECK(audit::verify(app.database()).finding.find("beside the chain") != std::string::npos);
    });
    on_both({}, [](test_app& app) {
        busy_day(app);
        auto remove_all = [](write_tx& tx) {
            tx.execute("DELETE FROM audit");
            tx.execute("DELETE FROM secrets WHERE name = 'audit_end'");
        };
        tamper(app, remove_all);
        CHECK_FALSE(audit::verify(app.database()).intact);
    });
}

TEST_CASE("the log says in plain words who saw and changed what, and whom it refused", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        CHECK(app.as("front desk").get("/audit").status == 403);
        auto& admin = app.as("admin");
        auto log = admin.get("/audit");
        REQUIRE(log.status == 200);
        std::string words;
        for (std::size_t i = 0; i < log.count(); ++i) words += log.at("/" + std::to_string(i) + "/summary") + "\n";
        CHECK(words.find("Ana opened the record of Ben Lindqvist") != words.npos);
        CHECK(words.find("Ana registered Ben Lindqvist") != words.npos);
        CHECK(words.find("Ana checked in Ben Lindqvist") != words.npos);
        CHECK(words.find("Ana was refused: read the audit log") != words.npos);
        CHECK(words.find("Ana signed in") != words.npos);
    });
}

TEST_CASE("the log names users, roles and what no sentence was written for", "[audit]") {
    on_both({}, [](test_app& app) {
        auto client = app.client("Ben");
        auto& admin = app.as("admin");
        auto eve = admin.post("/users", R"({"login":"eve","name":"Eve % Adler","roles":["front_desk"]})");
        REQUIRE(eve.status == 201);
        admin.put("/roles/front_desk", R"({"permissions":["clients.read"]})", 1);
        auto row = [&](std::string_view action, std::string_view outcome, const row_id& about) {
            app.write([&](write_tx& tx) {
                tx.execute(R"(
                    INSERT INTO audit (id, at, actor_kind, actor, actor_name, session, address, action,
                    client, object, outcome, fields, reason, request)
                    VALUES (:id, :at, 'user', '', 'Ana', '', '', :action, :client, 'intake', :outcome, '', '', ''))",
                           tx.new_id(), tx.now(), action, about.str(), outcome);
            });
            return admin.get("/audit?limit=1&from=2026-11-23&action=" + std::string(action.substr(0, action.find(' '))))
                .at("/0/summary");
        };
        CHECK(admin.get("/audit?action=user.create").at("/0/summary") == "Ana invited the user Eve % Adler");
        CHECK(admin.get("/audit?action=role.update").at("/0/summary") == "Ana changed what the role front_desk may do");
        CHECK(row("plugin.enable", "failed", {}) == "Ana tried in vain: switched on the plugin intake");
        CHECK(row("invoice.send", "done", client) == "Ana sent invoice of Ben Lindqvist");
        CHECK(row("post /api/v1/billing/{invoice}/line-items/{item}", "denied", client) ==
              "Ana was refused: added to line items of Ben Lindqvist");
        CHECK(row("odd", "done", {}) == "Ana did \"odd\"");
    });
}

TEST_CASE("every action that a route records has a sentence of its own", "[audit]") {
    test_app app{};
    for (const auto& row : app.application().routes().current()->routes()) {
        const auto action = row->row->audit_action;
        INFO(action);
        if (!action.empty()) CHECK(audit::sentence_of(action, false) == audit::sentence_of(action, true));
    }
}

TEST_CASE("the log narrows by person, client, action and time, page by page", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        auto& admin = app.as("admin");
        auto client = admin.get("/audit?action=client.create").at("/0/client");
        CHECK(admin.get("/audit?action=client.create").count() == 1);
        CHECK(admin.get("/audit?action=client.").count() >= 2);
        CHECK(admin.get("/audit?action=nothing").count() == 0);
        const auto of_client = admin.get("/audit?client=" + client).count();
        CHECK(of_client >= 5);
        CHECK(admin.get("/clients/" + client + "/access").count() == of_client);
        CHECK(admin.get("/audit?actor=" + admin.id + "&action=session.").count() == 1);
        CHECK(admin.get("/audit?from=2030-01-01T00:00:00Z").count() == 0);
        CHECK(admin.get("/audit?to=2020-01-01").count() == 0);
        CHECK(admin.get("/audit?from=2026-11-23").count() >= 5);
        CHECK(admin.get("/audit?from=yesterday").status == 422);
        CHECK(admin.get("/audit?client=me").status == 422);

        std::size_t seen = 0;
        std::string last = "g", path = "/audit?action=client.&limit=2";
        for (int pages = 0; !path.empty() && pages < 50; ++pages) {
            auto page = admin.get(path);
            REQUIRE(page.status == 200);
            for (std::size_t i = 0; i < page.count(); ++i) {
                auto id = page.at("/" + std::to_string(i) + "/id");
                CHECK(id < last);
                last = id;
            }
            seen += page.count();
            auto link = page.header("Link");
            path = link.empty() ? "" : link.substr(1, link.find('>') - 1);
        }
        CHECK(seen == admin.get("/audit?action=client.&limit=200").count());
    });
}

TEST_CASE("the log leaves as a table that no spreadsheet runs", "[audit]") {
    on_both({}, [](test_app& app) {
        busy_day(app);
        app.write([](write_tx& tx) { tx.execute("UPDATE audit SET actor_name = '=1+1' WHERE seq = 1"); });
        std::ostringstream out;
        CHECK(audit::export_csv(app.database(), out) >= 6);
        CHECK(out.str().find("\"'=1+1\"") != std::string::npos);
    });
}
