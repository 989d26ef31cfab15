#include "db/src/new_ids.hpp"

#include <lumbar/actor.hpp>
#include <lumbar/shape.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <thread>

using namespace lumbar;

TEST_CASE("a moment goes to text and back", "[db]") {
    CHECK(to_text({0}) == "1970-01-01T00:00:00.000Z");
    CHECK(to_text({1780000000123}) == "2026-05-28T20:26:40.123Z");
    CHECK(to_text({-1}) == "1969-12-31T23:59:59.999Z");
    for (std::int64_t ms : {0LL, 1780000000123LL, -62135596800000LL, 253402300799999LL}) {
        utc_ms back{7};
        CHECK(from_text(to_text({ms}), back));
        CHECK(back.count == ms);
    }
}

TEST_CASE("RFC 3339 is read, and nothing else", "[db]") {
    utc_ms at;
    auto reads = [&](const char* text) { return from_text(text, at) ? at.count : -1; };
    CHECK(reads("2026-11-23T10:30:00Z") == 1795429800000);
    CHECK(reads("2026-11-23T11:30:00.5+01:00") == 1795429800500);
    CHECK(reads("2026-11-23T05:00:00.123456-05:30") == 1795429800123);
    for (const char* bad : {"", "2026-11-23", "2026-11-23T10:30:00", "2026-02-30T10:30:00Z", "2026-11-23T24:00:00Z",
                            "2026-11-23T10:60:00Z", "2026-11-23T10:30:60Z", "2026-11-23T10:30Z", "2026-11-23T10:30:00.Z",
                            "2026-11-23T10:30:00Z ", "2026-11-23 10:30:00Z", "26-11-23T10:30:00Z", "2026-11-23T10:30:00+1:00",
                            "2026-13-01T10:30:00Z", "2026-11-23T10:30:00+24:00", "+026-11-23T10:30:00Z"}) {
        INFO(bad);
        at.count = -7;
        CHECK_FALSE(from_text(bad, at));
        CHECK(at.count == -7);
    }
}

TEST_CASE("a date is a day that exists", "[db]") {
    calendar_date day{"kept"};
    for (const char* bad : {"", "2026-02-30", "2026-2-3", "2025-02-29", "2026-00-10", "2026-01-01 ", "20260101", "2026-01-0a"}) {
        INFO(bad);
        CHECK_FALSE(calendar_date::parse(bad, day));
        CHECK(day.text == "kept");
    }
    CHECK(calendar_date::parse("2024-02-29", day));
    CHECK(day.text == "2024-02-29");
}

TEST_CASE("an id is read in its one form", "[db]") {
    CHECK(row_id::parse("018F6B2C-1111-7abc-8def-0123456789AB").str() == "018f6b2c-1111-7abc-8def-0123456789ab");
    for (const char* bad :
         {"", "018f6b2c11117abc8def0123456789ab", "018f6b2c-1111-7abc-8def-0123456789ag", "{18f6b2c-1111-7abc-8def-0123456789ab",
          "018f6b2c-1111-7abc-8def-0123456789ab ", "018f6b2c-11117-abc-8def-0123456789ab"})
        CHECK(row_id::parse(bad).empty());
}

TEST_CASE("new ids only grow, whatever the clock does and from any thread", "[db]") {
    row_id last;
    for (int i = 0; i < 10000; ++i) {
        row_id next = data::make_row_id({1780000000000 - i});
        CHECK(row_id::parse(next.str()) == next);
        REQUIRE(last < next);
        last = next;
    }
    CHECK(last.str()[14] == '7');
    std::vector<std::vector<row_id>> made(4);
    std::vector<std::thread> threads;
    for (auto& list : made)
        threads.emplace_back([&list] {
            for (int i = 0; i < 2000; ++i) list.push_back(data::make_row_id({1780000000000}));
        });
    for (auto& t : threads) t.join();
    std::set<row_id> all;
    for (auto& list : made) all.insert(list.begin(), list.end());
    CHECK(all.size() == 8000);
}

TEST_CASE("an actor may what was given to it", "[db]") {
    actor ana{.kind = actor_kind::user};
    CHECK_FALSE(ana.may("notes.read"));
    ana.permissions = std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"clients.read", "notes.read"});
    CHECK(ana.may("notes.read"));
    CHECK_FALSE(ana.may("notes.sign"));
    CHECK(actor{.kind = actor_kind::system}.may("notes.sign"));
    CHECK_FALSE(actor{.kind = actor_kind::client_link}.may("notes.sign"));
}
