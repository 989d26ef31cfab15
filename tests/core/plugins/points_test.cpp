#include "db/src/context.hpp"
#include "tests/core/plugins/bad_plugins.hpp"

#include <lumbar/points.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;

TEST_CASE("without a screening plugin nobody is screened", "[points]") {
    on_both({}, [](test_app& app) {
        auto visit = app.appointment(app.client());
        app.write([&](write_tx& tx) {
            auto planned = appointment_of(tx, visit).value();
            CHECK_FALSE(screening_of(tx, std::span(&planned, 1)).at(0).screened);
            auto now = screen_now(tx, planned);
            CHECK_FALSE(now.screened);
            CHECK(now.reason == "No plugin that checks for contraindications is switched on");
            CHECK(visit_reasons(tx, planned).empty());
        });
    });
}

TEST_CASE("a plugin that throws closes what fails closed, marks what fails open, and harms no other", "[points]") {
    on_both({"clumsy", "good_neighbour"}, [](test_app& app) {
        switch_on(app, "clumsy");
        switch_on(app, "good_neighbour");
        auto client = app.client();
        auto visit = app.appointment(client);
        app.write([&](write_tx& tx) {
            auto planned = appointment_of(tx, visit).value();
            auto states = screening_of(tx, std::span(&planned, 1));
            REQUIRE(states.size() == 1);
            CHECK_FALSE(states[0].screened);
            CHECK(states[0].by == "clumsy");
            CHECK_FALSE(screen_now(tx, planned).screened);
            CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM clumsy_rows") == 0);

            auto reasons = visit_reasons(tx, planned);
            REQUIRE(reasons.size() == 1);
            CHECK(reasons[0].code == "could_not_be_checked");
            CHECK(reasons[0].overridable);
            CHECK(reasons[0].by == "clumsy");
            CHECK(note_reasons(tx, visit, planned).size() == 1);

            auto alerts = alerts_of(tx, std::span(&client, 1));
            CHECK(alerts.failed == std::vector<std::string>{"clumsy"});
            REQUIRE(alerts.alerts.size() == 1);
            CHECK(alerts.alerts[0].code == "hello");
            CHECK(badges_of(tx, std::span(&planned, 1)).failed == std::vector<std::string>{"clumsy"});
        });
        // Nothing that it should have been a part of is kept.
        app.read([&](read_tx& tx) {
            auto planned = appointment_of(tx, visit).value();
            data::table_watch watch(tx);
            screening_of(tx, std::span(&planned, 1));
            CHECK(watch.seen().everything);
        });
    }, bad_plugins());
}
