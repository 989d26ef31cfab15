#include "core/src/clinic/kept_boards.hpp"

#include "db/src/migrations.hpp"
#include "tests/core/clinic/asked_plugins.hpp"
#include "tests/core/clinic/small_clinic.hpp"
#include <lumbar/test/backends.hpp>

#include <lumbar/calendar.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace lumbar::clinic_test;

namespace {

// A day so far ahead, on Dublin's calendar.
calendar_date day_ahead(int days) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    return plus_days(day_of(utc_ms{now.count()}, "Europe/Dublin"), days);
}

const calendar_date some_day = day_ahead(8);

utc_ms at_hour(const calendar_date& day, int hour) { return small_clinic::at(day.text + (hour < 10 ? " 0" : " ") + std::to_string(hour) + ":00"); }

// Tests before this one have left answers and faults behind.
void nothing_asked_yet() {
    const auto serial = plugins().serial;
    plugins() = {};
    plugins().serial = serial + 1;
}

std::string board_json(read_tx& tx, const calendar_date& date) {
    const auto answer = practice::board_answer(tx, date);
    return answer.body + std::string(answer.rest.text);
}

// As a window asks for it; how often that asked the plugins.
struct seen {
    std::string json;
    int asked = 0;
};
seen look(database& db) {
    const int before = plugins().asked_for_alerts;
    seen s;
    s.json = db.read(system_caller(), [](read_tx& tx) { return board_json(tx, some_day); });
    s.asked = plugins().asked_for_alerts - before;
    return s;
}

// Two looks within one minute: again when the minute changed between them.
template <class F>
void within_a_minute(database& db, F&& look_twice) {
    for (;;) {
        const auto before = db.now().count / 60'000;
        const bool as_expected = look_twice();
        if (db.now().count / 60'000 != before) continue;
        CHECK(as_expected);
        return;
    }
}

}

TEST_CASE("a board is made once for all windows, and anew after a change of what it shows", "[board]") {
    kit::for_each_backend([](database& db) {
        nothing_asked_yet();
        small_clinic clinic(db);
        const auto ten = at_hour(some_day, 10);
        const row_id hanna = clinic.client("Hanna", "Lindqvist");
        const auto booked = clinic.book({hanna, clinic.massage, clinic.amara, clinic.room1, ten, ""});
        REQUIRE(booked.visit);
        look(db);
        within_a_minute(db, [&] { return look(db).asked + look(db).asked <= 1; });

        CHECK(look(db).json.find("Lindqvist") != std::string::npos);
        practice::client_body renamed;
        renamed.given_name = "Hanna";
        renamed.family_name = "Berg";
        db.write(system_caller(), [&](write_tx& tx) { practice::update_client(tx, hanna, 1, renamed); });
        CHECK(look(db).json.find("Hanna Berg") != std::string::npos);
        CHECK(look(db).json.find("Lindqvist") == std::string::npos);

        const row_id second = clinic.client("Ines");
        REQUIRE(clinic.book({second, clinic.massage, clinic.jonas, clinic.room2, ten, ""}).visit);
        CHECK(look(db).json.find("Ines") != std::string::npos);
    });
}

TEST_CASE("what stands on no board leaves the kept ones: another client, another table", "[board]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations()});
    nothing_asked_yet();
    small_clinic clinic(*db);
    const auto ten = at_hour(some_day, 10);
    const row_id hanna = clinic.client("Hanna", "Lindqvist");
    REQUIRE(clinic.book({hanna, clinic.massage, clinic.amara, clinic.room1, ten, ""}).visit);
    within_a_minute(*db, [&] {
        look(*db);
        clinic.client("Ines", "Petrova");
        db->write(system_caller(), [](write_tx& tx) { tx.execute("INSERT INTO counters (name, value) VALUES ('tea', 1)"); });
        return look(*db).asked == 0;
    });

    practice::client_body renamed;
    renamed.given_name = "Hanna";
    renamed.family_name = "Berg";
    db->write(system_caller(), [&](write_tx& tx) { practice::update_client(tx, hanna, 1, renamed); });
    const auto after = look(*db);
    CHECK(after.asked == 1);
    CHECK(after.json.find("Hanna Berg") != std::string::npos);
}

TEST_CASE("boards are kept for as many days as have room, the last asked for longest", "[board]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations()});
    nothing_asked_yet();
    small_clinic clinic(*db);
    const row_id hanna = clinic.client("Hanna");
    // A megabyte each: eight fit.
    const std::string long_note(140'000, 'n');
    for (int day = 1; day <= 9; ++day)
        for (int hour = 9; hour < 17; ++hour) {
            const auto booked = clinic.book({hanna, clinic.massage, clinic.amara, clinic.room1, at_hour(day_ahead(day), hour), ""});
            if (!booked.visit) continue; // not a working hour
            db->write(system_caller(), [&](write_tx& tx) {
                tx.execute("UPDATE appointments SET note = :note WHERE id = :id", long_note, booked.visit->id);
            });
        }
    const auto asked_for = [&](int day) {
        const int before = plugins().asked_for_alerts;
        db->read(system_caller(), [&](read_tx& tx) { board_json(tx, day_ahead(day)); });
        return plugins().asked_for_alerts > before;
    };
    within_a_minute(*db, [&] {
        for (int day = 1; day <= 9; ++day) asked_for(day);
        return !asked_for(9) && !asked_for(8) && asked_for(1);
    });
}

TEST_CASE("a kept board says the moment it was asked for, and is what would be made anew", "[board]") {
    kit::for_each_backend([](database& db) {
        nothing_asked_yet();
        small_clinic clinic(db);
        REQUIRE(clinic.book({clinic.client("Hanna"), clinic.massage, clinic.amara, clinic.room1, at_hour(some_day, 10), ""}).visit);
        look(db);
        db.read(system_caller(), [&](read_tx& tx) {
            const std::string kept = board_json(tx, some_day);
            std::string anew;
            append_json(anew, practice::board_on(tx, some_day));
            CHECK(kept == anew);
            CHECK(kept.find("\"now\":\"" + to_text(tx.now()) + "\"") != std::string::npos);
        });
    });
}

TEST_CASE("another plugin that is on, or one that fails, is asked again", "[board]") {
    kit::for_each_backend([](database& db) {
        nothing_asked_yet();
        small_clinic clinic(db);
        REQUIRE(clinic.book({clinic.client("Hanna"), clinic.massage, clinic.amara, clinic.room1, at_hour(some_day, 10), ""}).visit);
        look(db);
        ++plugins().serial;
        CHECK(look(db).asked == 1);
        plugins().failed = {"contraindications"};
        ++plugins().serial;
        CHECK(look(db).asked == 1);
        CHECK(look(db).asked == 1);
        plugins().failed = {};
        ++plugins().serial;
    });
}

TEST_CASE("a write sees the board that it is changing", "[board]") {
    kit::for_each_backend([](database& db) {
        nothing_asked_yet();
        small_clinic clinic(db);
        const row_id hanna = clinic.client("Hanna", "Lindqvist");
        REQUIRE(clinic.book({hanna, clinic.massage, clinic.amara, clinic.room1, at_hour(some_day, 10), ""}).visit);
        look(db);
        struct taken_back {};
        CHECK_THROWS_AS(db.write(system_caller(),
                                 [&](write_tx& tx) {
                                     practice::client_body renamed;
                                     renamed.given_name = "Greta";
                                     practice::update_client(tx, hanna, 1, renamed);
                                     CHECK(board_json(tx, some_day).find("Greta") != std::string::npos);
                                     throw taken_back();
                                 }),
                        taken_back);
        CHECK(look(db).json.find("Greta") == std::string::npos);
    });
}
