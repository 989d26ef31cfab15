#include <lumbar/test/test_app.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;
using kit::answer;
using kit::visitor;

namespace {

// A visit of today, and the note that the therapist Ana has begun for it.
struct begun_note {
    explicit begun_note(test_app& on) : app(on), client(app.client("Hanna")), visit(app.appointment(client)) {
        answer begun = app.as("therapist").post("/notes/notes", R"({"appointment":")" + visit + "\"}");
        REQUIRE(begun.status == 201);
        id = begun.at("/id");
        path = "/notes/notes/" + id;
    }

    answer save(visitor& by, const std::string& subjective, std::int64_t version) {
        return by.put(path, R"({"subjective":")" + subjective + R"(","objective":"","assessment":"","plan":"","marks":[]})",
                      version);
    }

    test_app& app;
    row_id client;
    row_id visit;
    std::string id;
    std::string path;
};

}

TEST_CASE("every route refuses strangers and the front desk", "[notes]") {
    on_both({"notes"}, [](test_app& app) {
        begun_note n(app);
        const std::string client = "/notes/clients/" + n.client;
        for (const std::string& path : {std::string("/notes/mine"), client, client + "/last", n.path}) {
            INFO(path);
            CHECK(app.stranger().get(path).status == 401);
            CHECK(app.as("front desk").get(path).status == 403);
        }
        CHECK(app.stranger().post(n.path + "/signature", "{}").status == 401);
        CHECK(app.as("front desk").post(n.path + "/signature", "{}").status == 403);
        CHECK(app.as("front desk").post("/notes/notes", R"({"appointment":")" + n.visit + "\"}").status == 403);
        CHECK(app.as("front desk").post(n.path + "/addenda", R"({"text":"x"})").status == 403);
        CHECK(n.save(app.as("front desk"), "x", 1).status == 403);
        CHECK(app.as("therapist").get("/notes/mine").count() == 1);
        CHECK(app.as("therapist").get(client).count() == 1);
        CHECK(app.as("therapist").get(client + "/last").code == "note_not_found");
    });
}

TEST_CASE("a note is begun once, for a visit that there is", "[notes]") {
    on_both({"notes"}, [](test_app& app) {
        begun_note n(app);
        answer again = app.as("therapist").post("/notes/notes", R"({"appointment":")" + n.visit + "\"}");
        CHECK(again.status == 200);
        CHECK(again.at("/id") == n.id);
        CHECK_THAT(again.at("/screening"), Catch::StartsWith("not screened: "));
        answer none = app.as("therapist").post("/notes/notes", R"({"appointment":"01890000-0000-7000-8000-000000000000"})");
        CHECK(none.code == "appointment_not_found");
    });
}

TEST_CASE("a draft is saved on the version it was written on", "[notes]") {
    on_both({"notes"}, [](test_app& app) {
        begun_note n(app);
        visitor& ana = app.as("therapist");
        CHECK(ana.put(n.path, R"({"subjective":"","objective":"","assessment":"","plan":"","marks":[]})").status == 428);
        CHECK(n.save(ana, "Tight <i>neck</i> '; --", 1).version == 2);
        answer stale = n.save(ana, "other words", 1);
        CHECK(stale.status == 412);
        CHECK(stale.code == "changed_meanwhile");
        CHECK(stale.at("/current/subjective") == "Tight <i>neck</i> '; --");
        CHECK(stale.version == 2);
        CHECK(ana.get(n.path).at("/subjective") == "Tight <i>neck</i> '; --");
        answer wrong =
            ana.put(n.path, R"({"subjective":"","objective":"","assessment":"","plan":"","marks":[],"pain_before":12})", 2);
        CHECK(wrong.pointers == std::vector<std::string>{"/pain_before"});
        CHECK(n.save(ana, std::string(2 * 1024 * 1024, 'x'), 2).status == 413);
    });
}

TEST_CASE("another therapist reads a draft and does not write it", "[notes]") {
    on_both({"notes"}, [](test_app& app) {
        begun_note n(app);
        visitor& berta = app.as("therapist", "Berta");
        answer read = berta.get(n.path);
        CHECK(read.status == 200);
        CHECK(read.at("/can_edit") == "false");
        CHECK(n.save(berta, "x", 1).status == 403);
        CHECK(berta.post(n.path + "/signature", "{}").status == 403);
    });
}

TEST_CASE("a note is signed once and then only added to", "[notes]") {
    on_both({"notes"}, [](test_app& app) {
        begun_note n(app);
        visitor& ana = app.as("therapist");
        answer empty = ana.post(n.path + "/signature", "{}");
        CHECK(empty.status == 422);
        CHECK(ana.post(n.path + "/addenda", R"({"text":"Later"})").code == "note_not_signed");
        n.save(ana, "Tight neck", 1);
        CHECK(ana.post(n.path + "/signature", R"({"version":1})").status == 412);
        answer done = ana.post(n.path + "/signature", R"({"version":2})");
        REQUIRE(done.status == 200);
        CHECK(done.at("/status") == "signed");
        CHECK(done.at("/verified") == "true");
        CHECK(done.at("/content_hash").size() == 64);
        CHECK(ana.post(n.path + "/signature", R"({"version":3})").code == "note_already_signed");
        CHECK(n.save(ana, "Other words", 3).code == "note_already_signed");

        app.move_clock(std::chrono::minutes(10));
        CHECK(ana.post(n.path + "/addenda", R"({"text":" "})").pointers == std::vector<std::string>{"/text"});
        CHECK(app.as("therapist", "Berta").post(n.path + "/addenda", R"({"text":"Called back: better."})").status == 201);
        answer read = ana.get(n.path);
        CHECK(read.at("/addenda/0/text") == "Called back: better.");
        CHECK_THAT(read.at("/addenda/0/author_name"), Catch::Contains("Berta"));
        CHECK(read.at("/subjective") == "Tight neck");
        CHECK(ana.get("/notes/clients/" + n.client + "/last").at("/id") == n.id);
        CHECK(ana.get("/notes/mine").count() == 0);
    });
}

TEST_CASE("a signed note cannot be changed by SQL either", "[notes]") {
    on_both({"notes"}, [](test_app& app) {
        begun_note n(app);
        n.save(app.as("therapist"), "Tight neck", 1);
        app.as("therapist").post(n.path + "/signature", "{}");
        CHECK_THROWS(app.write_as("notes", [](write_tx& tx) { tx.execute("UPDATE notes_notes SET subjective = 'x'"); }));
        CHECK_THROWS(app.write_as("notes", [](write_tx& tx) { tx.execute("DELETE FROM notes_notes"); }));
        CHECK(app.as("therapist").get(n.path).at("/verified") == "true");
    });
}

TEST_CASE("what was saved is there after a restart", "[notes]") {
    on_both({"notes"}, [](test_app& app) {
        begun_note n(app);
        n.save(app.as("therapist"), "Typed before the lights went out", 1);
        app.restart();
        CHECK(app.as("therapist").get(n.path).at("/subjective") == "Typed before the lights went out");
    });
}

TEST_CASE("who read and wrote a note is in the audit log, without its words", "[notes]") {
    on_both({"notes"}, [](test_app& app) {
        begun_note n(app);
        n.save(app.as("therapist"), "Tight neck", 1);
        app.as("therapist", "Berta").get(n.path);
        app.as("therapist").post(n.path + "/signature", "{}");
        answer log = app.as("admin").get("/audit?client=" + n.client);
        for (const char* action : {"note.begin", "note.autosave", "note.read", "note.sign"})
            CHECK_THAT(log.json, Catch::Contains(action));
        CHECK_THAT(log.json, !Catch::Contains("Tight neck"));
    });
}
