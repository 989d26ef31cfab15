#include "tests/core/identity/browser.hpp"

#include "core/src/identity/options.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

std::string given(std::string_view password) { return R"({"password":")" + std::string(password) + R"("})"; }
constexpr std::string_view somebody_new = R"({"login":"new","name":"New","roles":["front_desk"],"practitioner":null})";

// So much later, somebody who works all the time: the idle clock moves, the proof grows old.
void work_for(test_app& app, browser& b, std::chrono::minutes time) {
    for (auto passed = 0min; passed < time; passed += 5min) {
        app.move_clock(5min);
        REQUIRE(b.get("/session").status == 200);
    }
}

}

TEST_CASE("what only the person may do wants a password of the last 15 minutes", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"admin"});
        browser b(app);
        b.sign_in("ana", good_password);
        CHECK(b.post("/users", somebody_new).status == 201);
        work_for(app, b, 15min);

        auto stale = b.post("/users", R"({"login":"other","name":"Other","roles":["front_desk"],"practitioner":null})");
        CHECK(stale.status == 403);
        CHECK(stale.code == "recent_sign_in_needed");
        CHECK(b.get("/users").status == 200);

        auto wrong = b.post("/session/proof", given("not the password"));
        CHECK(wrong.status == 422);
        CHECK(wrong.pointers == std::vector<std::string>{"/password"});
        CHECK(b.post("/users", somebody_new).code == "recent_sign_in_needed");

        const auto old_cookie = b.cookie;
        auto right = b.post("/session/proof", given(good_password));
        REQUIRE(right.status == 200);
        CHECK(right.at("/csrf") == b.csrf);
        b.keep(right);
        CHECK(b.cookie != old_cookie);
        CHECK(b.post("/users", R"({"login":"other","name":"Other","roles":["front_desk"],"practitioner":null})").status == 201);

        b.cookie = old_cookie;
        CHECK(b.get("/session").status == 401);
    });
}

TEST_CASE("wrong passwords given again are counted as those of signing in", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"admin"});
        browser b(app);
        b.sign_in("ana", good_password);
        int looked_at = 0;
        for (int i = 0; i < 12; ++i) looked_at += b.post("/session/proof", given("guess " + std::to_string(i))).status == 422;
        CHECK(looked_at == 5);
        CHECK(b.post("/session/proof", given(good_password)).code == "too_many_tries");
        CHECK(browser(app).sign_in("ana", good_password).code == "too_many_tries");
    });
}

TEST_CASE("changed roles want the password anew", "[identity]") {
    on_both({}, [](test_app& app) {
        auto id = somebody(app, "ben", {"therapist", "admin"});
        somebody(app, "ana", {"admin"});
        browser ana(app), ben(app);
        ana.sign_in("ana", good_password);
        ben.sign_in("ben", good_password);
        CHECK(ben.post("/users", somebody_new).status == 201);
        const auto fewer = R"({"name":"Ben","roles":["admin"],"practitioner":null,"disabled":false})";
        auto roles = ana.ask("PUT", "/users/" + id, fewer, {{"if-match", "\"1\""}});
        REQUIRE(roles.status == 200);
        CHECK(ben.post("/users/" + id + "/link").code == "recent_sign_in_needed");
    });
}

TEST_CASE("nobody proves anything without a session, from another site or without its token", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"admin"});
        CHECK(browser(app).post("/session/proof", given(good_password)).status == 401);
        CHECK(browser(app).post("/session/proof/code", R"({"ticket":"a","code":"123456"})").status == 401);
        browser b(app);
        b.sign_in("ana", good_password);
        CHECK(b.ask("POST", "/session/proof", given(good_password), {{"origin", "https://evil.example"}}).status == 403);
        CHECK(b.ask("POST", "/session/proof", given(good_password), {{"x-lumbar-csrf", "guess"}}).status == 403);
    });
}
