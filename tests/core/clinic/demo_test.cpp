#include "tests/core/clinic/asked_plugins.hpp"
#include "tests/core/clinic/small_clinic.hpp"

#include "core/src/clinic/board.hpp"
#include "core/src/demo/demo.hpp"
#include "db/src/context.hpp"
#include <lumbar/test/backends.hpp>

#include <lumbar/calendar.hpp>

#include <catch2/catch.hpp>

#include <chrono>

using namespace lumbar;
using namespace lumbar::clinic_test;

TEST_CASE("the made-up clinic has a full board whose visits are where they would be by now, and none overlap", "[clinic]") {
    kit::for_each_backend([](database& db) {
        plugins() = {};
        const auto begun = std::chrono::steady_clock::now();
        const auto filled = demo::fill_demo(db);
        // Twice the writes, and a debug build: still within the five seconds that --demo may take on SQLite.
        if (db.dialect() == dialect::sqlite) CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
        CHECK(filled.practitioners.size() == 6);
        db.read(system_caller(), [&](read_tx& tx) {
            const auto count = [&](sql_text sql) { return tx.value<std::int64_t>(sql).value(); };
            CHECK(count("SELECT COUNT(*) FROM clients") == 120);
            CHECK(count("SELECT COUNT(DISTINCT client) FROM health_facts") >= 25);
            CHECK(count("SELECT COUNT(*) FROM appointments") > 250);
            CHECK(count(R"(SELECT COUNT(*) FROM claims a JOIN claims b ON a.kind = b.kind AND a.resource = b.resource
                AND a.appointment <> b.appointment AND a.from_ms < b.to_ms AND b.from_ms < a.to_ms)") == 0);
            CHECK(tx.value<std::int64_t>(R"(SELECT COUNT(*) FROM appointments WHERE ends_at < :now
                AND status NOT IN ('done', 'no_show', 'cancelled'))",
                                         tx.now())
                      .value() == 0);
            CHECK(tx.value<std::int64_t>(R"(SELECT COUNT(*) FROM appointments WHERE starts_at > :now
                AND status NOT IN ('booked', 'confirmed', 'arrived', 'cancelled'))",
                                         tx.now())
                      .value() == 0);
            const auto today = practice::board_on(tx, {});
            CHECK(today.practitioners.size() == 6);
            CHECK(today.practitioners.front().initials == "AN");
            CHECK(today.visits.size() > 10);
        });
        CHECK_THROWS_AS(demo::fill_demo(db), std::logic_error);
    });
}

TEST_CASE("a whole board is a few questions, and each plugin is asked once for each whole board", "[clinic]") {
    kit::for_each_backend([](database& db) {
        plugins() = {};
        demo::fill_demo(db);
        plugins() = {};
        const auto first = db.read(system_caller(), [](read_tx& tx) { return practice::board_on(tx, {}); });
        REQUIRE_FALSE(first.visits.empty());
        const auto before = data::count_statements();
        db.read(system_caller(), [](read_tx& tx) { return practice::board_on(tx, {}); });
        const auto after = data::count_statements();
        CHECK(after.executed - before.executed <= 6);
        CHECK(after.prepared - before.prepared <= 6);
        CHECK(plugins().asked_for_alerts == 2);
        CHECK(plugins().asked_for_screening == 2);
        CHECK(plugins().asked_for_badges == 2);

        const auto& visit = first.visits.front();
        client_alert stop, other;
        stop.client = other.client = visit.client;
        stop.tier = alert_tier::clearance;
        stop.finding = row_id("01890000-0000-7000-8000-000000000002");
        other.tier = alert_tier::local;
        other.appointment = row_id("01890000-0000-7000-8000-000000000003");
        plugins().alerts = {stop, other};
        plugins().badges = {{visit.id, "file-text", "Intake form not filled in", "warn"}};
        plugins().failed = {"notes"};
        const auto again = db.read(system_caller(), [](read_tx& tx) { return practice::board_on(tx, {}); });
        CHECK(again.visits.front().alerts.stop == 1);
        CHECK(again.visits.front().alerts.caution == 0);
        CHECK(again.visits.front().alerts.unanswered == 1);
        CHECK(again.visits.front().badges.size() == 1);
        CHECK_FALSE(again.visits.front().screened);
        CHECK(again.visits.front().screening_reason == "Nobody has asked yet");
        CHECK(again.failed == std::vector<std::string>{"notes"});
    });
}
