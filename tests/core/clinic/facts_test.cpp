#include "tests/core/clinic/small_clinic.hpp"

#include <lumbar/test/backends.hpp>

#include <lumbar/health_facts.hpp>
#include <lumbar/measures.hpp>

#include <catch2/catch.hpp>

#include <limits>

using namespace lumbar;
using namespace lumbar::clinic_test;

namespace {

health_fact fact(std::string code, std::vector<fact_detail> details = {}, std::string source = "intake:1#a") {
    health_fact one;
    one.code = std::move(code);
    one.details = std::move(details);
    one.source = std::move(source);
    return one;
}

std::size_t replace(database& db, const row_id& client, std::string_view prefix, const std::vector<health_fact>& facts) {
    return db.write(user_with({}), [&](write_tx& tx) { return replace_facts(tx, client, prefix, facts); });
}

std::vector<std::string> codes(database& db, const row_id& client) {
    return db.read(system_caller(), [&](read_tx& tx) {
        std::vector<std::string> all;
        for (const auto& one : facts_of(tx, client)) all.push_back(one.code);
        std::ranges::sort(all);
        return all;
    });
}

}

TEST_CASE("new answers replace those of their source, end what is gone and leave the rest alone", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto ana = clinic.client("Ana"), ben = clinic.client("Ben");
        const auto version = [&] {
            return db.read(system_caller(), [&](read_tx& tx) { return client_of(tx, ana)->facts_version; });
        };
        auto sciatica =
            fact("sciatica", {{"assessed_by_professional", "no"}, {"body_areas", "calf-left"}, {"body_areas", "calf-right"}});
        CHECK(replace(db, ana, "intake:", {sciatica, fact("diabetes"), fact("diabetes")}) == 2);
        CHECK(replace(db, ana, "user:", {fact("gout", {}, "user:7")}) == 1);
        CHECK(version() == 2);
        CHECK(codes(db, ana) == std::vector<std::string>{"diabetes", "gout", "sciatica"});

        CHECK(replace(db, ana, "intake:", {sciatica, fact("diabetes")}) == 0);
        CHECK(version() == 2);
        const auto before = db.read(system_caller(), [&](read_tx& tx) { return facts_of(tx, ana).front(); });
        CHECK(before.recorded_by == "Maeve Desk");
        CHECK(before.details == sciatica.details);

        sciatica.details.front().value = "yes";
        CHECK(replace(db, ana, "intake:", {sciatica}) == 3);
        CHECK(version() == 3);
        CHECK(codes(db, ana) == std::vector<std::string>{"gout", "sciatica"});
        const auto stored = db.read(system_caller(), [&](read_tx& tx) {
            return tx.value<std::int64_t>("SELECT COUNT(*) FROM health_facts WHERE client = :client", ana).value();
        });
        CHECK(stored == 4);

        CHECK(replace(db, ben, "intake:", {fact("fever")}) == 1);
        const std::vector<row_id> both{ana, ben};
        CHECK(db.read(system_caller(), [&](read_tx& tx) { return facts_of(tx, both).size(); }) == 3);
        CHECK(db.read(system_caller(), [&](read_tx& tx) {
            return tx.value<std::int64_t>("SELECT COUNT(*) FROM outbox WHERE event = 'health_facts_changed'").value();
        }) == 4);
    });
}

TEST_CASE("a measure is whole, in range, and one per source, scale and moment", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto ana = clinic.client("Ana");
        const auto set = [&](std::string scale, double value, measure_moment moment = measure_moment::before) {
            measure reading;
            reading.client = ana;
            reading.scale = std::move(scale);
            reading.value = value;
            reading.moment = moment;
            reading.source = "notes:1";
            return db.write(user_with({}), [&](write_tx& tx) { return set_measure(tx, reading); });
        };
        CHECK(set("pain_nrs", 7) == measuring::done);
        CHECK(set("pain_nrs", 3, measure_moment::after) == measuring::done);
        CHECK(set("pain_nrs", 6) == measuring::done);
        for (const double wrong :
             {-1.0, 11.0, 6.5, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
            CHECK(set("pain_nrs", wrong) == measuring::out_of_range);
        CHECK(set("mood", 3) == measuring::no_such_scale);
        auto all = db.read(system_caller(), [&](read_tx& tx) { return measures_of(tx, ana); });
        REQUIRE(all.size() == 2);
        CHECK(std::ranges::count_if(
                  all, [](const measure& one) { return one.value == 6 && one.moment == measure_moment::before; }) == 1);
        CHECK(all.front().appointment.empty());
        db.write(system_caller(), [&](write_tx& tx) { remove_measure(tx, "notes:1", "pain_nrs", measure_moment::before); });
        CHECK(db.read(system_caller(), [&](read_tx& tx) { return measures_of(tx, ana).size(); }) == 1);
    });
}
