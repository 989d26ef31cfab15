#include <lumbar/test/test_app.hpp>

#include <catch2/catch.hpp>

// Each runs on SQLite and on PostgreSQL, with the package as the server loads it.

TEST_CASE("an entry that was added is in the list, newest first") {
    lumbar::on_both({"sample"}, [](lumbar::test_app& app) {
        auto& ana = app.as("therapist");
        CHECK(ana.post("/sample/entries", R"({"text":"first"})").status == 201);
        app.move_clock(std::chrono::minutes(1));
        CHECK(ana.post("/sample/entries", R"({"text":"second"})").status == 201);
        auto list = ana.get("/sample/entries");
        REQUIRE(list.count() == 2);
        CHECK(list.at("/0/text") == "second");
        CHECK(list.at("/0/author") == "Ana");
    });
}

TEST_CASE("an entry without words is refused, naming the field") {
    lumbar::on_both({"sample"}, [](lumbar::test_app& app) {
        auto refused = app.as("therapist").post("/sample/entries", R"({"text":"  "})");
        CHECK(refused.status == 422);
        CHECK(refused.pointers == std::vector<std::string>{"/text"});
        CHECK(app.as("therapist").get("/sample/entries").count() == 0);
    });
}

TEST_CASE("an admin says how long an entry may be, and it counts at once") {
    lumbar::on_both({"sample"}, [](lumbar::test_app& app) {
        auto& ana = app.as("therapist");
        const std::string entry = R"({"text":")" + std::string(100, 'x') + "\"}";
        CHECK(ana.post("/sample/entries", entry).status == 201);
        auto& admin = app.as("admin");
        auto now = admin.get("/plugins/sample/settings");
        CHECK(now.at("/values/longest") == "200");
        CHECK(admin.put("/plugins/sample/settings", R"({"longest":99})", now.version).status == 200);
        CHECK(ana.post("/sample/entries", entry).pointers == std::vector<std::string>{"/text"});
    });
}

TEST_CASE("nobody who has not signed in sees an entry") {
    lumbar::on_both({"sample"}, [](lumbar::test_app& app) { CHECK(app.stranger().get("/sample/entries").status == 401); });
}
