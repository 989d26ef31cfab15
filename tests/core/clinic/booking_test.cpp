#include "tests/core/clinic/small_clinic.hpp"

#include <lumbar/test/backends.hpp>

#include <lumbar/calendar.hpp>
#include <lumbar/database_error.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <functional>
#include <thread>

using namespace lumbar;
using namespace lumbar::clinic_test;
using practice::refusal;

namespace {

// Two weeks ahead of the system's clock, on a wall at ten.
utc_ms ten_o_clock(database& db, int days = 14) {
    return moment_of(plus_days(day_of(db.now(), "Europe/Dublin"), days), 600, "Europe/Dublin");
}

struct clash_counts {
    std::atomic<int> made = 0, refused = 0, busy = 0, other = 0;
};

// `count` threads book at the same moment.
void book_at_once(small_clinic& clinic, int count, clash_counts& counts, const std::function<practice::booking(int)>& wanted,
                  std::vector<refusal> expected) {
    std::atomic<bool> go = false;
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&, i] {
            const auto booking = wanted(i);
            while (!go) std::this_thread::yield();
            try {
                const auto out = clinic.book(booking);
                if (out.visit)
                    ++counts.made;
                else if (std::ranges::find(expected, out.why) != expected.end())
                    ++counts.refused;
                else
                    ++counts.other;
            } catch (const database_error& error) {
                // A busy or conflicting store may say so; the visit is then not booked.
                if (error.fault() == database_fault::busy || error.fault() == database_fault::conflict)
                    ++counts.busy;
                else
                    ++counts.other;
            }
        });
    go = true;
    for (auto& thread : threads) thread.join();
    CHECK(counts.other == 0);
}

std::vector<row_id> two_hundred(small_clinic& clinic) {
    std::vector<row_id> clients;
    for (int i = 0; i < 200; ++i) clients.push_back(clinic.client("Client " + std::to_string(i)));
    return clients;
}

std::int64_t claims_of(database& db, std::string_view kind) {
    return db.read(system_caller(),
                   [&](read_tx& tx) { return *tx.value<std::int64_t>("SELECT COUNT(*) FROM claims WHERE kind = :kind", kind); });
}

}

TEST_CASE("of two hundred who book one slot of a practitioner at once, one gets it", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto at = ten_o_clock(db);
        const auto clients = two_hundred(clinic);
        clash_counts counts;
        book_at_once(clinic, 200, counts,
                     [&](int i) { return practice::booking{clients[i], clinic.massage, clinic.amara, {}, at, ""}; },
                     {refusal::practitioner_taken});
        CHECK(counts.made == 1);
        CHECK(counts.refused + counts.busy == 199);
        CHECK(claims_of(db, "practitioner") == 1);
    });
}

TEST_CASE("of two hundred who book one room at once, one gets it", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto at = ten_o_clock(db);
        const auto clients = two_hundred(clinic);
        clash_counts counts;
        book_at_once(clinic, 200, counts,
                     [&](int i) {
                         return practice::booking{
                             clients[i], clinic.massage, i % 2 ? clinic.amara : clinic.jonas, clinic.room1, at, ""};
                     },
                     {refusal::practitioner_taken, refusal::room_taken});
        CHECK(counts.made == 1);
        CHECK(counts.refused + counts.busy == 199);
        CHECK(claims_of(db, "room") == 1);
    });
}

TEST_CASE("of two hundred who book one client at once, with two practitioners, one gets it", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto at = ten_o_clock(db);
        const auto ana = clinic.client("Ana");
        clash_counts counts;
        book_at_once(
            clinic, 200, counts,
            [&](int i) { return practice::booking{ana, clinic.massage, i % 2 ? clinic.amara : clinic.jonas, {}, at, ""}; },
            {refusal::practitioner_taken, refusal::client_taken});
        CHECK(counts.made == 1);
        CHECK(counts.refused + counts.busy == 199);
        CHECK(claims_of(db, "client") == 1);
    });
}

TEST_CASE("of two hundred who book anyone at once, as many get a visit as there are practitioners", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto at = ten_o_clock(db);
        const auto clients = two_hundred(clinic);
        clash_counts counts;
        book_at_once(clinic, 200, counts, [&](int i) { return practice::booking{clients[i], clinic.massage, {}, {}, at, ""}; },
                     {refusal::practitioner_taken, refusal::no_room_free});
        CHECK(counts.made == 2);
        CHECK(counts.refused + counts.busy == 198);
    });
}

TEST_CASE("visits may touch but not overlap, and a refusal names the time and nobody", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto first = clinic.client("Ana", "Secret"), second = clinic.client("Ben");
        const auto at = ten_o_clock(db);
        using std::chrono::minutes;
        REQUIRE(clinic.book({first, clinic.massage, clinic.amara, {}, at, ""}).visit);
        CHECK(clinic.book({second, clinic.massage, clinic.amara, {}, at + minutes(60), ""}).visit);
        CHECK(clinic.book({clinic.client("Cleo"), clinic.massage, clinic.amara, {}, at - minutes(60), ""}).visit);

        const auto taken = clinic.book({clinic.client("Dan"), clinic.massage, clinic.amara, {}, at + minutes(30), ""});
        CHECK(taken.why == refusal::practitioner_taken);
        CHECK(taken.detail == "Amara Nolan already has a visit from 10:00 to 11:00.");
        const auto room = clinic.book({clinic.client("Eva"), clinic.massage, clinic.jonas, clinic.room1, at, ""});
        CHECK(room.why == refusal::room_taken);
        CHECK(room.detail == "Room 1 is taken from 10:00 to 11:00.");
        const auto client = clinic.book({first, clinic.massage, clinic.jonas, {}, at + minutes(15), ""});
        CHECK(client.why == refusal::client_taken);
        CHECK(client.detail == "This client already has a visit from 10:00 to 11:00.");
        CHECK(claims_of(db, "room") == 3);
    });
}

TEST_CASE("a room is proposed: the practitioner's own, else a free one, else none", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto at = ten_o_clock(db);
        const auto own = clinic.book({clinic.client("Ana"), clinic.massage, clinic.amara, {}, at, ""});
        REQUIRE(own.visit);
        CHECK(own.visit->room == clinic.room1);
        CHECK(own.warning.empty());

        const auto later = at + std::chrono::hours(3);
        REQUIRE(clinic.book({clinic.client("Ben"), clinic.massage, clinic.jonas, clinic.room1, later, ""}).visit);
        const auto other = clinic.book({clinic.client("Cleo"), clinic.massage, clinic.amara, {}, later, ""});
        REQUIRE(other.visit);
        CHECK(other.visit->room == clinic.room2);

        const auto third = db.write(system_caller(), [&](write_tx& tx) {
            practice::practitioner_body body;
            body.name = "Sofia";
            return practice::insert_practitioner(tx, body)->id;
        });
        CHECK(clinic.book({clinic.client("Dan"), clinic.massage, third, {}, later, ""}).why == refusal::no_room_free);
        const auto early = clinic.book({clinic.client("Eva"), clinic.massage, third, {}, at, ""});
        REQUIRE(early.visit);
        CHECK(early.warning == "Sofia does not work at this time.");
    });
}

TEST_CASE("a moved visit frees its old time and clashes as a new one would", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto at = ten_o_clock(db), later = at + std::chrono::hours(3);
        const auto ana = clinic.client("Ana");
        const auto visit = clinic.book({ana, clinic.massage, clinic.amara, {}, at, ""}).visit.value();
        REQUIRE(clinic.book({clinic.client("Ben"), clinic.massage, clinic.amara, {}, later, ""}).visit);
        const auto move = [&](const practice::move& to) {
            return db.write(system_caller(),
                            [&](write_tx& tx) { return practice::move_visit(tx, appointment_of(tx, visit.id).value(), to); });
        };

        const auto clash = move({later + std::chrono::minutes(30), {}, {}});
        CHECK(clash.why == refusal::practitioner_taken);
        CHECK(clinic.visit(visit.id).starts_at == at);
        const auto own_time = move({at + std::chrono::minutes(30), {}, {}});
        REQUIRE(own_time.visit);
        CHECK(own_time.visit->version == 2);
        const auto other = move({later, clinic.jonas, {}});
        REQUIRE(other.visit);
        CHECK(other.visit->room == clinic.room2);
        CHECK(other.visit->ends_at - other.visit->starts_at == std::chrono::minutes(60));
        CHECK(clinic.book({clinic.client("Cleo"), clinic.massage, clinic.amara, {}, at, ""}).visit);
        CHECK(clinic.book({ana, clinic.massage, clinic.jonas, {}, later, ""}).why == refusal::practitioner_taken);
    });
}

TEST_CASE("what is booked must exist, and be offered", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto at = ten_o_clock(db);
        const row_id nobody("01890000-0000-7000-8000-00000000dead");
        const auto ana = clinic.client("Ana");
        CHECK(clinic.book({nobody, clinic.massage, clinic.amara, {}, at, ""}).field == "/client");
        CHECK(clinic.book({ana, nobody, clinic.amara, {}, at, ""}).field == "/service");
        CHECK(clinic.book({ana, clinic.massage, nobody, {}, at, ""}).field == "/practitioner");
        CHECK(clinic.book({ana, clinic.massage, clinic.amara, nobody, at, ""}).field == "/room");
        CHECK(clinic.book({ana, clinic.massage, clinic.amara, {}, {at.count + 1}, ""}).field == "/starts_at");
        CHECK(clinic.book({ana, clinic.massage, clinic.amara, {}, ten_o_clock(db, 3000), ""}).field == "/starts_at");
        CHECK(claims_of(db, "client") == 0);
    });
}
