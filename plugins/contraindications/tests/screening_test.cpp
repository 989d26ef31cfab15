#include "screenings.hpp"

#include "alerts.hpp"
#include "asking.hpp"
#include "shipped_rules.hpp"
#include <lumbar/test/backends.hpp>
#include <lumbar/test/clinic_rows.hpp>

#include <lumbar/calendar.hpp>
#include <lumbar/events.hpp>

#include <catch2/catch.hpp>

using namespace contraindications;

namespace {

// A clinic with one client and one visit, and what a test does to them.
struct desk {
    explicit desk(database& on) : db(on), rows((kit::migrate_plugin(on, "contraindications"), on)) {
        client = rows.client("Hanna", calendar_date{"1980-05-01"});
        visit = rows.visit(client, rows.at_ten_in(1));
    }

    caller therapist() const { return kit::user_caller("contraindications", "Amara", {"contraindications.answer"}); }

    void answers(const std::vector<health_fact>& facts) {
        db.write(kit::core_caller(), [&](write_tx& tx) { replace_facts(tx, client, "intake:", facts); });
    }
    screening_state run() {
        return db.write(therapist(), [&](write_tx& tx) { return screen(tx, *appointment_of(tx, visit)); });
    }
    screening_state state() {
        return db.read(therapist(), [&](read_tx& tx) {
            const appointment a = *appointment_of(tx, visit);
            return screening_states(tx, std::span(&a, 1)).front();
        });
    }
    std::vector<finding> findings(const row_id& of = {}) {
        return db.read(therapist(), [&](read_tx& tx) {
            const appointment a = *appointment_of(tx, of.empty() ? visit : of);
            return findings_of(tx, client, a, check_of(tx, a).findings);
        });
    }
    finding only(std::string_view entry) {
        for (finding& f : findings())
            if (f.entry == entry) return f;
        FAIL("no finding of " << entry);
        return {};
    }
    answering answer(const row_id& id, therapist_answer word, std::string_view reason = "said so", calendar_date until = {}) {
        return db.write(therapist(), [&](write_tx& tx) { return answer_finding(tx, id, word, reason, until); });
    }
    std::vector<guard_reason> reasons() {
        return db.read(therapist(), [&](read_tx& tx) { return visit_reasons_of(tx, *appointment_of(tx, visit)); });
    }
    std::string codes() {
        std::string out;
        for (const guard_reason& r : reasons()) out += (out.empty() ? "" : " ") + r.code + (r.overridable ? "" : "!");
        return out;
    }

    database& db;
    kit::clinic_rows rows;
    row_id client;
    row_id visit;
};

std::vector<health_fact> nothing_wrong() {
    std::vector<health_fact> facts;
    for (const std::string& code : shipped_rules().book.today) facts.push_back(no(code));
    return facts;
}

std::vector<health_fact> nothing_wrong_and(std::vector<health_fact> more) {
    auto facts = nothing_wrong();
    facts.insert(facts.end(), more.begin(), more.end());
    return facts;
}

}

TEST_CASE("a client without any answers is not screened, and never clear", "[screening]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        CHECK_FALSE(d.state().screened);
        CHECK(d.state().reason == "The check has not run for this visit");
        CHECK_FALSE(d.run().screened);
        CHECK_FALSE(d.state().screened);
        CHECK_FALSE(d.state().clear);
        CHECK(d.state().reason == "No health answers yet");
    });
}

TEST_CASE("a check holds until the answers or the plan change", "[screening]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers(nothing_wrong());
        CHECK(d.run().clear);
        CHECK(d.state().screened);
        CHECK(d.state().clear);
        CHECK(d.state().by == "contraindications, rules 1.0 (draft, needs a named approver)");

        d.answers(nothing_wrong_and({yes("sciatica")}));
        CHECK_FALSE(d.state().screened);
        CHECK_FALSE(d.state().clear);
        CHECK(d.state().reason == "The answers changed since the check");
        d.run();
        CHECK(d.state().screened);
        CHECK_FALSE(d.state().clear);

        db.write(kit::core_caller(), [&](write_tx& tx) { tx.execute("UPDATE services SET modality = 'swedish'"); });
        CHECK(d.state().reason == "The plan changed since the check");
    });
}

TEST_CASE("a booking and new answers run the check by themselves", "[screening]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers(nothing_wrong());
        db.write(d.therapist(), [&](write_tx& tx) { screen_booked({d.visit, d.client}, tx); });
        CHECK(d.state().clear);
        d.answers(nothing_wrong_and({yes("gout", {{"flare", "no"}})}));
        db.write(d.therapist(), [&](write_tx& tx) { screen_changed_facts({d.client}, tx); });
        CHECK(d.state().screened);
        db.write(kit::core_caller(), [&](write_tx& tx) { tx.execute("UPDATE services SET pressure = 'light'"); });
        db.write(d.therapist(), [&](write_tx& tx) { screen_changed_plan({d.visit, d.client}, tx); });
        CHECK(d.state().screened);
    });
}

TEST_CASE("a finding keeps its id from check to check", "[findings]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("sciatica")});
        CHECK(d.only("sciatica").id.empty());
        d.run();
        const row_id id = d.only("sciatica").id;
        REQUIRE(id);
        d.answers({});
        d.run();
        d.answers({yes("sciatica")});
        d.run();
        CHECK(d.only("sciatica").id == id);
    });
}

TEST_CASE("a stop holds the visit back until a therapist has answered", "[guard]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("sciatica", {{"assessed_by_professional", "no"}})});
        d.run();
        CHECK(d.codes() == "unanswered_finding");
        const row_id id = d.only("sciatica").id;
        CHECK(d.answer(id, therapist_answer::needs_letter) == answering::done);
        CHECK(d.codes() == "answered_stop");
        CHECK(d.answer(id, therapist_answer::do_not_treat) == answering::done);
        CHECK(d.codes() == "answered_stop");
        CHECK(d.answer(id, therapist_answer::adapt, "seen by her physiotherapist last week, light work") == answering::done);
        CHECK(d.codes() == "");
        const finding f = d.only("sciatica");
        REQUIRE(f.answer);
        CHECK(f.answer->answer == therapist_answer::adapt);
        CHECK(f.answer->by == "Amara");
        CHECK(f.earlier.size() == 2);
    });
}

TEST_CASE("a refer cannot be answered away or overridden", "[guard]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("chest-pressure")});
        d.run();
        const row_id id = d.only("acute-coronary-suspected").id;
        CHECK(d.codes() == "refer_finding!");
        CHECK(d.answer(id, therapist_answer::proceed) == answering::not_for_this_tier);
        CHECK(d.answer(id, therapist_answer::adapt) == answering::not_for_this_tier);
        CHECK(d.answer(id, therapist_answer::do_not_treat) == answering::done);
        CHECK(d.codes() == "refer_finding!");
        for (const guard_reason& r : d.reasons()) CHECK(r.detail.find("heart") == std::string::npos);
    });
}

TEST_CASE("a finding that changes after its answer needs a new one", "[findings]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("sciatica")});
        d.run();
        d.answer(d.only("sciatica").id, therapist_answer::proceed);
        CHECK(d.codes() == "");
        d.answers({yes("sciatica", {{"assessed_by_professional", "no"}})});
        CHECK(d.codes() == "unanswered_finding");
        d.run();
        const finding f = d.only("sciatica");
        CHECK_FALSE(f.answer);
        REQUIRE(f.earlier.size() == 1);
        CHECK_FALSE(f.earlier.front().holds);
    });
}

TEST_CASE("an answer with a date holds for the client's visits up to it", "[findings]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("sciatica")});
        d.run();
        d.answer(d.only("sciatica").id, therapist_answer::proceed, "letter seen", day_of(d.rows.at_ten_in(30), "Europe/Dublin"));
        auto answered_at = [&](utc_ms when) {
            const row_id next = d.rows.visit(d.client, when);
            const auto list = d.findings(next);
            return !list.empty() && list.front().answer.has_value();
        };
        CHECK(answered_at(d.rows.at_ten_in(8)));
        CHECK_FALSE(answered_at(d.rows.at_ten_in(61)));
    });
}

TEST_CASE("an avoided modality holds the visit back until the plan or the answer changes", "[guard]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("anticoagulant", {{"heavy_bleeding", "no"}, {"unexplained_bruising", "no"}, {"inr_above_range", "no"}})});
        d.run();
        CHECK(d.codes() == "plan_conflict");
        d.answer(d.only("anticoagulant").id, therapist_answer::adapt, "light strokes only");
        CHECK(d.codes() == "");
        d.answers({yes("anticoagulant", {{"heavy_bleeding", "no"}, {"unexplained_bruising", "no"}, {"inr_above_range", "no"}}),
                   no("fever")});
        CHECK(d.codes() == "");
    });
}

TEST_CASE("a note waits for the answers to every stop", "[guard]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("fever")});
        d.run();
        auto waits = [&] {
            return db.read(d.therapist(),
                           [&](read_tx& tx) { return note_reasons_of(tx, {}, *appointment_of(tx, d.visit)).size(); });
        };
        CHECK(waits() == 1);
        d.answer(d.only("fever").id, therapist_answer::do_not_treat);
        CHECK(waits() == 0);
    });
}

TEST_CASE("alerts tell what is known whatever is planned, and what was not understood", "[alerts]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("sciatica"), takes("Zorblax")});
        d.run();
        const auto list = db.read(d.therapist(), [&](read_tx& tx) { return alerts(tx, std::span(&d.client, 1)); });
        auto named = [&](std::string_view code) {
            return std::find_if(list.begin(), list.end(), [&](const client_alert& a) { return a.code == code; });
        };
        REQUIRE(named("sciatica") != list.end());
        CHECK(named("sciatica")->tier == alert_tier::clearance);
        CHECK(named("sciatica")->provisional);
        CHECK(named("sciatica")->finding == d.only("sciatica").id);
        CHECK(named("sciatica")->appointment.empty());
        REQUIRE(named("not-understood") != list.end());
        CHECK(named("not-understood")->title == "Not understood: Zorblax");
        CHECK(named("not-asked") != list.end());
    });
}

TEST_CASE("what a plan makes of a finding is told once, for its visit", "[alerts]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("anticoagulant")});
        d.run();
        const auto list = db.read(d.therapist(), [&](read_tx& tx) { return alerts(tx, std::span(&d.client, 1)); });
        std::vector<client_alert> found;
        for (const client_alert& a : list)
            if (a.code == "anticoagulant") found.push_back(a);
        REQUIRE(found.size() == 1);
        CHECK(found.front().appointment == d.visit);
        CHECK(found.front().advice.find("Plan: Deep tissue 60") != std::string::npos);
    });
}

TEST_CASE("an answer is kept as it was given", "[findings]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("sciatica")});
        d.run();
        d.answer(d.only("sciatica").id, therapist_answer::proceed);
        CHECK_THROWS(
            db.write(d.therapist(), [](write_tx& tx) { tx.execute("UPDATE contraindications_answers SET reason = ''"); }));
        CHECK_THROWS(db.write(d.therapist(), [](write_tx& tx) { tx.execute("DELETE FROM contraindications_answers"); }));
    });
}

TEST_CASE("made-up visits are checked like others", "[screening]") {
    kit::for_each_backend([](database& db) {
        desk d(db);
        d.answers({yes("sciatica")});
        CHECK_FALSE(db.write(d.therapist(), [](write_tx& tx) { return screen_made_up(tx); }));
        CHECK(d.state().screened);
    });
}
