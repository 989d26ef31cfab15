#include "tests/core/clinic/asked_plugins.hpp"
#include "tests/core/clinic/small_clinic.hpp"

#include <lumbar/test/backends.hpp>

#include <lumbar/calendar.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace lumbar;
using namespace lumbar::clinic_test;
using practice::refusal;
using practice::visit_step;

namespace {

utc_ms ten_o_clock(database& db, int days = 14) {
    return moment_of(plus_days(day_of(db.now(), "Europe/Dublin"), days), 600, "Europe/Dublin");
}

std::int64_t told(database& db, std::string_view event) {
    return db.read(system_caller(), [&](read_tx& tx) {
        return *tx.value<std::int64_t>("SELECT COUNT(*) FROM outbox WHERE event = :event", event);
    });
}

}

TEST_CASE("a visit goes from booked to done, each step once", "[clinic]") {
    kit::for_each_backend([](database& db) {
        plugins() = {};
        small_clinic clinic(db);
        const auto visit =
            clinic.book({clinic.client("Ana"), clinic.massage, clinic.amara, {}, ten_o_clock(db), "Loud bell"}).visit.value();
        CHECK(visit.status == appointment_status::booked);
        CHECK(visit.note == "Loud bell");

        const std::map<visit_step, appointment_status> path{{visit_step::confirm, appointment_status::confirmed},
                                                            {visit_step::check_in, appointment_status::arrived},
                                                            {visit_step::start, appointment_status::in_session},
                                                            {visit_step::finish, appointment_status::done}};
        for (const auto later : {visit_step::start, visit_step::finish})
            CHECK(clinic.step(visit.id, later).why == refusal::wrong_status);
        for (const auto& [step, status] : path) {
            const auto out = clinic.step(visit.id, step);
            REQUIRE(out.visit);
            CHECK(clinic.visit(visit.id).status == status);
            CHECK(clinic.visit(visit.id).version == out.visit->version);
            CHECK(clinic.step(visit.id, step).why == refusal::wrong_status);
        }
        const auto over = clinic.visit(visit.id);
        CHECK((over.arrived_at && over.started_at && over.finished_at));
        for (const auto step :
             {visit_step::confirm, visit_step::check_in, visit_step::start, visit_step::cancel, visit_step::no_show})
            CHECK(clinic.step(visit.id, step).detail.starts_with("This visit is over. It cannot be "));
    });
}

TEST_CASE("reopening takes back one step at a time", "[clinic]") {
    kit::for_each_backend([](database& db) {
        plugins() = {};
        small_clinic clinic(db);
        const auto id = clinic.book({clinic.client("Ana"), clinic.massage, clinic.amara, {}, ten_o_clock(db), ""}).visit->id;
        for (const auto step : {visit_step::confirm, visit_step::check_in, visit_step::start, visit_step::finish})
            clinic.step(id, step);
        using enum appointment_status;
        for (const auto status : {in_session, arrived, confirmed, booked}) {
            REQUIRE(clinic.step(id, visit_step::reopen).visit);
            CHECK(clinic.visit(id).status == status);
        }
        CHECK(clinic.step(id, visit_step::reopen).why == refusal::wrong_status);
        const auto visit = clinic.visit(id);
        CHECK_FALSE((visit.arrived_at || visit.started_at || visit.finished_at));
        CHECK(visit.screening.empty());
    });
}

TEST_CASE("a cancelled or missed visit gives its time away and gets it back only while it is free", "[clinic]") {
    kit::for_each_backend([](database& db) {
        plugins() = {};
        small_clinic clinic(db);
        const auto at = ten_o_clock(db);
        const auto ana = clinic.client("Ana"), ben = clinic.client("Ben");
        const auto first = clinic.book({ana, clinic.massage, clinic.amara, {}, at, ""}).visit->id;
        REQUIRE(clinic.step(first, visit_step::cancel, {"Called in sick", {}, {}}).visit);
        const auto second = clinic.book({ben, clinic.massage, clinic.amara, {}, at, ""});
        REQUIRE(second.visit);
        CHECK(clinic.step(first, visit_step::reopen).why == refusal::practitioner_taken);
        CHECK(clinic.visit(first).status == appointment_status::cancelled);
        REQUIRE(clinic.step(second.visit->id, visit_step::cancel).visit);
        CHECK(clinic.step(first, visit_step::reopen).visit);
        CHECK(clinic.book({ben, clinic.massage, clinic.amara, {}, at, ""}).why == refusal::practitioner_taken);

        // Missed only once it should have begun.
        CHECK(clinic.step(first, visit_step::no_show).why == refusal::wrong_status);
        CHECK(clinic.step(first, visit_step::no_show, {{}, {}, at + std::chrono::minutes(20)}).visit);
        CHECK(clinic.book({ben, clinic.massage, clinic.amara, {}, at, ""}).visit);
    });
}

TEST_CASE("each step is told, and checking in runs the contraindication check", "[clinic]") {
    kit::for_each_backend([](database& db) {
        plugins() = {};
        small_clinic clinic(db);
        const auto id = clinic.book({clinic.client("Ana"), clinic.massage, clinic.amara, {}, ten_o_clock(db), ""}).visit->id;
        CHECK(told(db, "appointment_booked") == 1);
        CHECK(told(db, "appointment_changed") == 0);
        clinic.step(id, visit_step::check_in);
        CHECK(told(db, "appointment_changed") == 1);
        CHECK(told(db, "client_arrived") == 1);
        CHECK_FALSE(plugins().screened.empty());
        CHECK(clinic.step(id, visit_step::check_in).why == refusal::wrong_status);
        CHECK(told(db, "client_arrived") == 1);
    });
}

TEST_CASE("a session starts only when no guard objects, or somebody may and does override with a reason", "[clinic]") {
    kit::for_each_backend([](database& db) {
        plugins() = {};
        small_clinic clinic(db);
        const auto id = clinic.book({clinic.client("Ana"), clinic.massage, clinic.amara, {}, ten_o_clock(db), ""}).visit->id;
        const auto start = [&](const caller& who, const std::string& reason) {
            return db.write(who, [&](write_tx& tx) { return practice::start_visit(tx, appointment_of(tx, id).value(), reason); });
        };
        const auto therapist = user_with({"visits.start", "visits.override"}), desk = user_with({"visits.start"});
        CHECK(start(therapist, "").why == refusal::wrong_status);
        clinic.step(id, visit_step::check_in);
        plugins().reasons = {{"unanswered_finding", "One alert has no answer.", true, "contraindications"}};
        CHECK(start(therapist, "").why == refusal::visit_blocked);
        CHECK(start(therapist, "").reasons.size() == 1);
        CHECK(start(therapist, "   ").why == refusal::visit_blocked);
        CHECK(start(desk, "Doctor called").why == refusal::visit_blocked);
        plugins().reasons.push_back({"refer", "One alert has no override.", false, "contraindications"});
        CHECK(start(therapist, "Doctor called").why == refusal::visit_blocked);
        plugins().reasons.pop_back();
        CHECK(clinic.visit(id).status == appointment_status::arrived);

        const auto started = start(therapist, "Doctor called");
        REQUIRE(started.visit);
        CHECK(started.visit->screening == "clear");
        const auto history = db.read(system_caller(), [&](read_tx& tx) { return practice::history_of(tx, id); });
        CHECK(history.override_reason == "Doctor called");
        CHECK(history.overridden_by == "Maeve Desk");

        plugins() = {};
        const auto other = clinic.book({clinic.client("Ben"), clinic.massage, clinic.jonas, {}, ten_o_clock(db), ""}).visit->id;
        clinic.step(other, visit_step::check_in);
        plugins() = {};
        const auto unscreened =
            db.write(desk, [&](write_tx& tx) { return practice::start_visit(tx, appointment_of(tx, other).value(), ""); });
        REQUIRE(unscreened.visit);
        CHECK(unscreened.visit->screening == "not screened: Nobody has asked yet");
    });
}
