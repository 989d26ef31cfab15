#include "kept_alerts.hpp"

#include "alerts.hpp"
#include "asking.hpp"
#include "screenings.hpp"
#include "shipped_rules.hpp"
#include <lumbar/test/backends.hpp>
#include <lumbar/test/clinic_rows.hpp>

#include <lumbar/json.hpp>

#include <catch2/catch.hpp>

using namespace contraindications;

namespace {

struct desk {
    explicit desk(database& on) : db(on), rows((kit::migrate_plugin(on, "contraindications"), on)) {
        client = rows.client("Hanna", calendar_date{"1980-05-01"});
        visit = rows.visit(client, rows.at_ten_in(1));
    }

    template <class F> void change(F&& by) { db.write(kit::core_caller(), std::forward<F>(by)); }
    void check() {
        change([&](write_tx& tx) { screen(tx, *appointment_of(tx, visit)); });
    }
    static std::string text_of(read_tx& tx, const row_id& client) {
        std::string text;
        append_json(text, alerts(tx, std::span(&client, 1)));
        return text;
    }
    // As windows ask, twice: made, then kept.
    std::string shown() {
        const auto read = [&] { return db.read(kit::core_caller(), [&](read_tx& tx) { return text_of(tx, client); }); };
        const std::string first = read();
        CHECK(read() == first);
        return first;
    }
    // As a write sees it, which keeps nothing and uses nothing kept.
    std::string made_anew() {
        return db.write(kit::core_caller(), [&](write_tx& tx) { return text_of(tx, client); });
    }
    // Something else is shown than before, and it is what the rules say.
    void shows_another_thing(std::string& before) {
        const std::string now = shown();
        CHECK(now == made_anew());
        CHECK(now != before);
        before = now;
    }

    database& db;
    kit::clinic_rows rows;
    row_id client;
    row_id visit;
};

}

TEST_CASE("whatever alerts depend on changes them at once", "[alerts]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.change([&](write_tx& tx) { replace_facts(tx, d.client, "intake:", {yes("osteoporosis")}); });
        std::string before = d.shown();

        d.change([&](write_tx& tx) { replace_facts(tx, d.client, "intake:", {yes("osteoporosis"), yes("sciatica")}); });
        d.shows_another_thing(before);
        d.check();
        d.shows_another_thing(before);  // a finding that can be answered

        const auto findings = db.read(kit::core_caller(), [&](read_tx& tx) {
            const appointment a = *appointment_of(tx, d.visit);
            return findings_of(tx, d.client, a, check_of(tx, a).findings);
        });
        const auto stop = std::find_if(findings.begin(), findings.end(), [](const finding& f) { return f.entry == "sciatica"; });
        REQUIRE(stop != findings.end());
        db.write(kit::user_caller("contraindications", "Amara", {}), [&](write_tx& tx) {
            REQUIRE(answer_finding(tx, stop->id, therapist_answer::proceed, "seen by a doctor", {}) == answering::done);
        });
        d.shows_another_thing(before);

        d.change([&](write_tx& tx) {
            tx.execute("UPDATE services SET modality = 'relaxation', pressure = 'light', version = version + 1");
        });
        d.shows_another_thing(before);
        d.change([&](write_tx& tx) {
            tx.execute("UPDATE appointments SET status = 'cancelled', version = version + 1 WHERE id = :id", d.visit);
        });
        d.shows_another_thing(before);
        d.change([&](write_tx& tx) { tx.execute("UPDATE clinic SET zone = 'Pacific/Auckland', version = version + 1"); });
        CHECK(d.shown() == d.made_anew());
        d.change([&](write_tx& tx) { tx.execute("UPDATE clients SET birth_date = '2020-01-01', version = version + 1"); });
        CHECK(d.shown() == d.made_anew());
    });
}

TEST_CASE("alerts made from what was taken back are not kept", "[alerts]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        const std::string nothing = d.shown();
        struct changed_my_mind {};
        CHECK_THROWS_AS(d.change([&](write_tx& tx) {
            replace_facts(tx, d.client, "intake:", {yes("sciatica")});
            CHECK(desk::text_of(tx, d.client) != nothing);
            throw changed_my_mind();
        }),
                        changed_my_mind);
        CHECK(d.shown() == nothing);
        d.change([&](write_tx& tx) { replace_facts(tx, d.client, "intake:", {yes("osteoporosis")}); });
        CHECK(d.shown() == d.made_anew());
        CHECK(d.shown().find("sciatica") == std::string::npos);
    });
}

TEST_CASE("kept alerts are forgotten when there are many, and never given on other grounds", "[alerts]") {
    kept_alerts kept(2);
    client_alert one;
    one.code = "sciatica";
    kept.keep(row_id("a"), "1", {one});
    CHECK(kept.find(row_id("a"), "1").value().front().code == "sciatica");
    CHECK_FALSE(kept.find(row_id("a"), "2"));
    kept.keep(row_id("b"), "1", {});
    kept.keep(row_id("c"), "1", {});
    CHECK(kept.find(row_id("a"), "1"));  // used before, and now again
    for (const char* other : {"d", "e", "f", "g"}) kept.keep(row_id(other), "1", {});
    CHECK_FALSE(kept.find(row_id("a"), "1"));
}
