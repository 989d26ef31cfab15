#include "forms.hpp"
#include "responses.hpp"
#include "small_form.hpp"
#include "waiting.hpp"

#include <lumbar/test/backends.hpp>
#include <lumbar/test/clinic_rows.hpp>

#include <lumbar/health_facts.hpp>

#include <catch2/catch.hpp>

using namespace intake;
using namespace std::chrono_literals;

namespace {

// A clinic with the small form published, and one client.
struct clinic_with_form {
    explicit clinic_with_form(database& on) : db(on), rows((kit::migrate_plugin(on, "intake"), on)) {
        client = rows.client("Hanna", calendar_date{"1979-03-12"});
        db.write(desk, [](write_tx& tx) { REQUIRE(publish(tx, small_form).empty()); });
    }

    row_id asked(const row_id& who, const row_id& visit = {}) {
        return db.write(desk, [&](write_tx& tx) { return ask_for_form(tx, who, visit).value(); });
    }
    form_response stored(const row_id& id) {
        return db.read(desk, [&](read_tx& tx) { return response_of(tx, id).value(); });
    }
    saving send(const row_id& id, const std::string& json) {
        return db.write(desk, [&](write_tx& tx) {
            form_response r = response_of(tx, id).value();
            questionnaire form = questions_of(tx, r.form);
            return submit(tx, r, form, open_answers(form, read_response(form, json).given), {"Hanna Lindqvist", "", ""});
        });
    }

    database& db;
    kit::clinic_rows rows;
    caller desk = kit::user_caller("intake", "Maeve", {"intake.send", "intake.read"});
    row_id client;
};

bool refused(database& db, const caller& who, const std::function<void(write_tx&)>& write) {
    try {
        db.write(who, write);
    } catch (const database_error& fault) {
        return fault.fault() == database_fault::constraint || fault.fault() == database_fault::other;
    }
    return false;
}

}

TEST_CASE("publishing the same form twice makes one version, a changed form a second", "[intake]") {
    kit::for_each_backend([](database& db) {
        clinic_with_form here(db);
        std::string changed = small_form;
        changed.replace(changed.find("Full name"), 9, "Your name");
        db.write(here.desk, [&](write_tx& tx) {
            CHECK(publish(tx, small_form).empty());
            CHECK(forms_of(tx).size() == 1);
            CHECK(publish(tx, changed).empty());
            CHECK(current_form(tx)->version == 2);
            CHECK_FALSE(publish(tx, R"({"resourceType":"Questionnaire"})").empty());
            CHECK(forms_of(tx).size() == 2);
        });
    });
}

TEST_CASE("a client is asked once, however often the desk asks", "[intake]") {
    kit::for_each_backend([](database& db) {
        clinic_with_form here(db);
        row_id visit = here.rows.visit(here.client, db.now() + 24h);
        row_id first = here.asked(here.client);
        CHECK(here.asked(here.client, visit) == first);
        CHECK(here.stored(first).appointment == visit);
        CHECK(here.stored(first).status == response_status::requested);
    });
}

TEST_CASE("a submitted form gives facts and refuses every change, in SQL too", "[intake]") {
    kit::for_each_backend([](database& db) {
        clinic_with_form here(db);
        row_id id = here.asked(here.client);
        CHECK(here.send(id, good_answers) == saving::saved);
        CHECK(here.send(id, good_answers) == saving::already_submitted);

        form_response sent = here.stored(id);
        CHECK(sent.status == response_status::submitted);
        CHECK(sent.signed_name == "Hanna Lindqvist");
        CHECK(verified(sent));
        sent.answers.text.replace(sent.answers.text.find("calf-left"), 9, "calf-LEFT");
        CHECK_FALSE(verified(sent));

        auto facts = db.read(here.desk, [&](read_tx& tx) { return facts_of(tx, here.client); });
        CHECK(facts.size() == 4);
        auto update = [&](write_tx& tx) { tx.execute("UPDATE intake_responses SET answers = '{}' WHERE id = :id", id); };
        auto erase = [&](write_tx& tx) { tx.execute("DELETE FROM intake_responses WHERE id = :id", id); };
        auto republish = [](write_tx& tx) { tx.execute("UPDATE intake_forms SET title = 'Another'"); };
        CHECK(refused(db, here.desk, update));
        CHECK(refused(db, here.desk, erase));
        CHECK(refused(db, here.desk, republish));
        CHECK(verified(here.stored(id)));
        CHECK(db.write(here.desk, [&](write_tx& tx) { return withdraw(tx, id); }) == saving::already_submitted);
    });
}

TEST_CASE("a newer form's answers take the place of the older's", "[intake]") {
    kit::for_each_backend([](database& db) {
        clinic_with_form here(db);
        here.send(here.asked(here.client), good_answers);
        std::string no_sciatica = good_answers;
        no_sciatica.replace(no_sciatica.find("\"yes\""), 5, "\"no\"");
        row_id second = here.asked(here.client);
        CHECK(here.send(second, no_sciatica) == saving::saved);
        auto facts = db.read(here.desk, [&](read_tx& tx) { return facts_of(tx, here.client); });
        REQUIRE(facts.size() == 4);
        CHECK(facts[0].status == fact_status::absent);
        CHECK(facts[0].details.empty());
        CHECK(facts[0].source == "intake:" + here.client + "/" + second + "#sciatica");
    });
}

TEST_CASE("unfinished answers are kept only on the version they were written on", "[intake]") {
    kit::for_each_backend([](database& db) {
        clinic_with_form here(db);
        row_id id = here.asked(here.client);
        form_response r = here.stored(id);
        auto save = [&](std::int64_t version) {
            return db.write(here.desk, [&](write_tx& tx) {
                questionnaire form = questions_of(tx, r.form);
                return save_answers(tx, r, form, {{"name", {value(std::string("Hanna"))}}}, version);
            });
        };
        CHECK(save(1) == saving::saved);
        CHECK(save(1) == saving::changed_meanwhile);
        CHECK(save(2) == saving::saved);
        CHECK(here.stored(id).status == response_status::in_progress);
        here.send(id, good_answers);
        CHECK(save(4) == saving::already_submitted);
    });
}

TEST_CASE("visits without a form wait, those with a fresh one do not", "[intake]") {
    kit::for_each_backend([](database& db) {
        clinic_with_form here(db);
        row_id other = here.rows.client("Ben");
        row_id done = here.rows.client("Mei");
        utc_ms soon = db.now() + 1h;
        row_id asked = here.rows.visit(here.client, soon);
        row_id unasked = here.rows.visit(other, soon + 1h);
        here.rows.visit(done, soon + 2h);
        here.rows.visit(other, soon + 3h, "cancelled");
        here.asked(here.client, asked);
        here.send(here.asked(done), good_answers);

        db.read(here.desk, [&](read_tx& tx) {
            auto visits = visits_between(tx, soon, soon + 24h);
            auto marks = missing_form_badges(tx, visits);
            REQUIRE(marks.size() == 2);
            CHECK(marks[0].appointment == asked);
            CHECK(marks[1].appointment == unasked);
            CHECK(missing_form_badges(tx, {}).empty());
        });
    });
}

TEST_CASE("a first visit asks for the form, a second does not", "[intake]") {
    kit::for_each_backend([](database& db) {
        clinic_with_form here(db);
        row_id visit = here.rows.visit(here.client, db.now() + 24h);
        auto booked = [&] { db.write(here.desk, [&](write_tx& tx) { ask_at_first_visit({visit, here.client}, tx); }); };
        booked();
        booked();
        auto all = db.read(here.desk, [&](read_tx& tx) { return responses_of(tx, here.client); });
        REQUIRE(all.size() == 1);
        CHECK(all[0].appointment == visit);
    });
}

TEST_CASE("somebody under age needs a guardian", "[intake]") {
    kit::for_each_backend([](database& db) {
        clinic_with_form here(db);
        row_id child = here.rows.client("Ida", calendar_date{"2020-01-01"});
        row_id unknown = here.rows.client("Kim");
        db.read(here.desk, [&](read_tx& tx) {
            CHECK(is_minor(tx, child));
            CHECK_FALSE(is_minor(tx, here.client));
            CHECK_FALSE(is_minor(tx, unknown));
        });
    });
}
