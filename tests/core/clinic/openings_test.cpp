#include "tests/core/clinic/small_clinic.hpp"

#include "core/src/clinic/openings.hpp"
#include "db/src/migrations.hpp"
#include <lumbar/test/backends.hpp>

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace lumbar::clinic_test;
using practice::refusal;

TEST_CASE("openings leave out breaks, taken times and times without a room", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto day = plus_days(day_of(db.now(), "Europe/Dublin"), 14);
        const auto minute = [&](int at) { return moment_of(day, at, "Europe/Dublin"); };
        const auto starts = [&](const row_id& practitioner, const row_id& client = {}, const row_id& moving = {}) {
            return db.read(system_caller(), [&](read_tx& tx) {
                std::vector<int> minutes;
                for (const auto& one :
                     practice::openings_on(tx, day, service_of(tx, clinic.massage).value(), practitioner, client, moving))
                    minutes.push_back(minute_of_day(one.starts_at, "Europe/Dublin"));
                return minutes;
            });
        };
        const auto all = starts(clinic.amara);
        // 9:00 to 11:00 before the break at noon, 12:30 to 16:00 after it.
        CHECK(all.size() == 9 + 15);
        CHECK(all.front() == 540);
        CHECK(all.back() == 960);
        CHECK(std::ranges::none_of(all, [](int at) { return at > 660 && at < 750; }));

        const auto ana = clinic.client("Ana");
        const auto at_ten = clinic.book({ana, clinic.massage, clinic.amara, {}, minute(600), ""}).visit.value().id;
        const auto left = starts(clinic.amara);
        CHECK(std::ranges::none_of(left, [](int at) { return at > 540 && at < 660; }));
        CHECK(std::ranges::find(left, 540) != left.end());
        CHECK(std::ranges::find(left, 660) != left.end());
        CHECK(starts(clinic.jonas).size() == 24);
        CHECK(starts(clinic.jonas, ana) == left);
        CHECK(starts(clinic.amara, ana, at_ten) == all);
        // With both rooms taken at ten nobody can be had then.
        REQUIRE(clinic.book({clinic.client("Ben"), clinic.massage, clinic.jonas, {}, minute(600), ""}).visit);
        CHECK(std::ranges::count(starts({}), 600) == 0);
    });
}

TEST_CASE("openings and visits are right on the days on which the clocks change", "[clinic]") {
    // Dublin: on 29 March 2026 01:00 is followed by 02:00; on 25 October 2026 01:00 to 02:00 comes twice.
    kit::for_each_place([&](const kit::place& where) {
        auto fixed = kit::options_for(where);
        fixed.clock = [] { return small_clinic::at("2026-03-20 10:00"); };
        auto db = database::open(fixed);
        data::migrate(*db, {data::core_migrations()});
        small_clinic clinic(*db);
        db->write(system_caller(), [&](write_tx& tx) {
            practice::practitioner_body night;
            night.name = "Nina Night";
            night.hours = std::vector<practice::weekly_hours>{{7, 0, 240, false}};
            practice::insert_practitioner(tx, night);
        });
        const auto openings = [&](std::string day) {
            return db->read(system_caller(), [&](read_tx& tx) {
                auto all = practice::openings_on(tx, {day}, service_of(tx, clinic.massage).value(), {}, {});
                std::erase_if(all, [](const practice::opening& one) { return one.practitioner_name != "Nina Night"; });
                return all;
            });
        };
        // Midnight to four is three hours in spring and five in autumn; an hour's visit starts up to an hour before the end.
        CHECK(openings("2026-03-22").size() == 13);
        CHECK(openings("2026-03-29").size() == 9);
        CHECK(openings("2026-10-25").size() == 17);
        for (const auto& one : openings("2026-03-29")) CHECK(one.ends_at - one.starts_at == std::chrono::hours(1));

        const auto ana = clinic.client("Ana"), ben = clinic.client("Ben");
        const auto spring = clinic.book({ana, clinic.massage, clinic.amara, {}, small_clinic::at("2026-03-29 00:30"), ""});
        REQUIRE(spring.visit);
        CHECK(minute_of_day(spring.visit->ends_at, "Europe/Dublin") == 150);
        CHECK(clinic.book({ben, clinic.massage, clinic.amara, {}, small_clinic::at("2026-03-29 02:15"), ""}).why ==
              refusal::practitioner_taken);
        CHECK(clinic.book({ben, clinic.massage, clinic.amara, {}, small_clinic::at("2026-03-29 02:30"), ""}).visit);

        const auto once = small_clinic::at("2026-10-25 01:00");
        REQUIRE(clinic.book({ana, clinic.massage, clinic.amara, {}, once, ""}).visit);
        CHECK(minute_of_day(once + std::chrono::hours(1), "Europe/Dublin") == 60);
        CHECK(clinic.book({ana, clinic.massage, clinic.amara, {}, once + std::chrono::hours(1), ""}).visit);
        CHECK(clinic.book({ben, clinic.massage, clinic.amara, {}, once + std::chrono::minutes(30), ""}).why ==
              refusal::practitioner_taken);
    });
}
