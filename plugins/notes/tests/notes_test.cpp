#include "notes.hpp"
#include "signatures.hpp"
#include "views.hpp"

#include <lumbar/test/backends.hpp>
#include <lumbar/test/clinic_rows.hpp>

#include <lumbar/measures.hpp>

#include <catch2/catch.hpp>

using namespace notes;
using namespace std::chrono_literals;

namespace {

// A clinic with one visit, two therapists and somebody who may sign for others.
struct clinic_with_visit {
    explicit clinic_with_visit(database& on) : db(on), rows((kit::migrate_plugin(on, "notes"), on)) {
        client = rows.client("Hanna", calendar_date{"1979-03-12"});
        visit = rows.visit(client, db.now() - 1h, "in_session");
    }

    row_id begin(const caller& by) {
        return db.write(by, [&](write_tx& tx) { return begin_note(tx, appointment_of(tx, visit).value()).note; });
    }
    note stored(const row_id& id) {
        return db.read(amara, [&](read_tx& tx) { return note_of(tx, id).value(); });
    }
    saving save(const caller& by, const row_id& id, const note_text& text, std::int64_t version) {
        return db.write(by, [&](write_tx& tx) { return save_note(tx, note_of(tx, id).value(), text, version); });
    }
    signing sign(const caller& by, const row_id& id, std::int64_t version) {
        return db.write(by,
                        [&](write_tx& tx) { return sign_note(tx, note_of(tx, id).value(), version, "", acting(tx), tx.now()); });
    }
    bool refuses(const std::function<void(write_tx&)>& write) {
        try {
            db.write(amara, write);
        } catch (const database_error&) {
            return true;
        }
        return false;
    }

    database& db;
    kit::clinic_rows rows;
    caller amara = kit::user_caller("notes", "Amara", {"notes.edit", "notes.read"});
    caller jonas = kit::user_caller("notes", "Jonas W", {"notes.edit", "notes.read"});
    caller owner = kit::user_caller("notes", "Olivia O", {"notes.edit", "notes.read", "notes.sign"});
    row_id client;
    row_id visit;
};

note_text words(const std::string& subjective) {
    note_text text;
    text.subjective = subjective;
    return text;
}

std::vector<std::string> faults_of(const note_text& text) {
    problems faults;
    check(text, faults);
    std::vector<std::string> pointers;
    for (const auto& fault : faults.list()) pointers.push_back(fault.pointer);
    return pointers;
}

}

TEST_CASE("a visit has one note per author", "[notes]") {
    kit::for_each_backend([](database& db) {
        clinic_with_visit here(db);
        row_id first = here.begin(here.amara);
        CHECK(here.begin(here.amara) == first);
        CHECK(here.begin(here.jonas) != first);
        note n = here.stored(first);
        CHECK(n.author_name == "Amara");
        CHECK(n.status == "draft");
        CHECK_THAT(n.screening, Catch::StartsWith("not screened: "));
    });
}

TEST_CASE("of two who save one draft the second is told", "[notes]") {
    kit::for_each_backend([](database& db) {
        clinic_with_visit here(db);
        row_id id = here.begin(here.amara);
        CHECK(here.save(here.amara, id, words("Amara's words"), 1) == saving::saved);
        CHECK(here.save(here.owner, id, words("Olivia's words"), 1) == saving::changed_meanwhile);
        CHECK(here.stored(id).subjective == "Amara's words");
        CHECK(here.save(here.owner, id, words("Olivia's words"), 2) == saving::saved);
        CHECK(here.stored(id).updated_by == "Olivia O");
    });
}

TEST_CASE("only the author, and who may sign for others, write a draft", "[notes]") {
    kit::for_each_backend([](database& db) {
        clinic_with_visit here(db);
        note n = here.stored(here.begin(here.amara));
        CHECK(may_write(here.amara.who, n));
        CHECK_FALSE(may_write(here.jonas.who, n));
        CHECK(may_write(here.owner.who, n));
        CHECK_FALSE(may_write(kit::user_caller("notes", "Amara", {"notes.read"}).who, n));
    });
}

TEST_CASE("a signed note refuses every change, in SQL too", "[notes]") {
    kit::for_each_backend([](database& db) {
        clinic_with_visit here(db);
        row_id id = here.begin(here.amara);
        here.save(here.amara, id, words("<b>Tight</b> '; DROP TABLE clients; --"), 1);
        CHECK(here.sign(here.amara, id, 1) == signing::changed_meanwhile);
        CHECK(here.sign(here.amara, id, 2) == signing::done);
        CHECK(here.sign(here.amara, id, 3) == signing::already_signed);
        CHECK(here.save(here.amara, id, words("Later"), 3) == saving::already_signed);

        CHECK(here.refuses([&](write_tx& tx) { tx.execute("UPDATE notes_notes SET plan = 'x' WHERE id = :id", id); }));
        CHECK(here.refuses([&](write_tx& tx) { tx.execute("DELETE FROM notes_notes WHERE id = :id", id); }));
        CHECK(here.refuses([&](write_tx& tx) { tx.execute("UPDATE notes_notes SET status = 'draft'"); }));
        note n = here.stored(id);
        CHECK(n.subjective == "<b>Tight</b> '; DROP TABLE clients; --");
        CHECK(n.signed_by_name == "Amara");
        CHECK(verified(n));
        n.plan = "x";
        CHECK_FALSE(verified(n));
    });
}

TEST_CASE("later words are added with name and time, and stay", "[notes]") {
    kit::for_each_backend([](database& db) {
        clinic_with_visit here(db);
        row_id id = here.begin(here.amara);
        auto add = [&] {
            return db.write(here.jonas, [&](write_tx& tx) { return add_addendum(tx, id, "Called back: better."); });
        };
        CHECK_FALSE(add());
        here.save(here.amara, id, words("Tight"), 1);
        here.sign(here.amara, id, 2);
        REQUIRE(add());
        note_view view = db.read(here.amara, [&](read_tx& tx) { return view_of(tx, note_of(tx, id).value()); });
        REQUIRE(view.addenda.size() == 1);
        CHECK(view.addenda[0].author_name == "Jonas W");
        CHECK(view.verified == true);
        CHECK_FALSE(view.can_edit);
        CHECK(here.refuses([](write_tx& tx) { tx.execute("UPDATE notes_addenda SET text = 'x'"); }));
        CHECK(here.refuses([](write_tx& tx) { tx.execute("DELETE FROM notes_addenda"); }));
    });
}

TEST_CASE("scores of a draft are measures of the visit", "[notes]") {
    kit::for_each_backend([](database& db) {
        clinic_with_visit here(db);
        row_id id = here.begin(here.amara);
        note_text text = words("Tight");
        text.pain_before = 7;
        text.pain_after = 4;
        text.relaxation_after = 0;
        here.save(here.amara, id, text, 1);
        text.pain_after.reset();
        text.pain_before = 6;
        here.save(here.amara, id, text, 2);
        auto readings = db.read(here.amara, [&](read_tx& tx) { return measures_of(tx, here.client); });
        REQUIRE(readings.size() == 2);
        for (const measure& reading : readings) {
            CHECK(reading.source == "notes:" + id);
            CHECK(reading.appointment == here.visit);
            CHECK(reading.value == (reading.scale == "pain_nrs" ? 6 : 0));
        }
    });
}

TEST_CASE("marks are kept whole and in order", "[notes]") {
    kit::for_each_backend([](database& db) {
        clinic_with_visit here(db);
        row_id id = here.begin(here.amara);
        note_text text;
        text.marks = {{chart_view::back, 124.5, 80, "shoulder-blade-right", "trigger-point", 3, "refers to the neck"},
                      {chart_view::front, 90, 64, "neck-side-right", "hypertonicity", 1, ""}};
        CHECK(here.save(here.amara, id, text, 1) == saving::saved);
        auto view = db.read(here.amara, [&](read_tx& tx) { return view_of(tx, note_of(tx, id).value()); });
        REQUIRE(view.marks.size() == 2);
        CHECK(view.marks[0].x == 124.5);
        CHECK(view.marks[0].note == "refers to the neck");
        CHECK(view.marks[1].kind == "hypertonicity");
        CHECK(view.client_name == "Hanna Lindqvist");
        CHECK(view.client_age.value() > 40);
        CHECK(view.can_edit);
    });
}

TEST_CASE("what a note may not say is named", "[notes]") {
    CHECK(faults_of(words("fine")).empty());
    CHECK(faults_of(words(std::string(20001, 'x'))) == std::vector<std::string>{"/subjective"});
    note_text text;
    text.pain_before = 11;
    text.relaxation_after = -1;
    CHECK(faults_of(text) == std::vector<std::string>{"/pain_before", "/relaxation_after"});
    text = {};
    text.marks = {{chart_view::front, -1, 2000, "tail", "joy", 4, std::string(501, 'x')}};
    CHECK(faults_of(text) == std::vector<std::string>{"/marks/0/x", "/marks/0/y", "/marks/0/region", "/marks/0/kind",
                                                      "/marks/0/grade", "/marks/0/note"});
}

TEST_CASE("the last signed note is there to be copied", "[notes]") {
    kit::for_each_backend([](database& db) {
        clinic_with_visit here(db);
        row_id id = here.begin(here.amara);
        auto last = [&](const row_id& except) {
            return db.read(here.amara, [&](read_tx& tx) { return last_signed(tx, here.client, except); });
        };
        here.save(here.amara, id, words("Tight"), 1);
        CHECK_FALSE(last({}));
        here.sign(here.amara, id, 2);
        REQUIRE(last({}));
        CHECK(last({})->subjective == "Tight");
        CHECK_FALSE(last(id));
        auto lines = db.read(here.amara, [&](read_tx& tx) { return notes_of_client(tx, here.client, {}, 50); });
        CHECK(lines.size() == 1);
        CHECK(db.read(here.amara, [&](read_tx& tx) { return drafts_of(tx, here.amara.who.id); }).empty());
    });
}
