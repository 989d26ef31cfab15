#include "tests/core/identity/browser.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

std::string user_body(std::string_view name, std::string_view role, bool disabled) {
    return R"({"name":")" + std::string(name) + R"(","roles":[")" + std::string(role) + R"("],"disabled":)" +
           (disabled ? "true" : "false") + "}";
}

// Later, on a server that remembers nothing.
void pass(test_app& app, std::chrono::milliseconds by) {
    app.move_clock(by);
    identity::forget_sessions();
}

}

TEST_CASE("an unsafe request needs the session's token and a page of this site", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"front_desk"});
        browser b(app);
        b.sign_in("ana", good_password);
        auto ask = [&](std::map<std::string, std::string> bent) {
            return b.ask("POST", "/client-matches", R"({"given_name":"Ben"})", std::move(bent));
        };
        CHECK(ask({}).status == 200);
        for (auto bent : std::vector<std::map<std::string, std::string>>{{{"x-lumbar-csrf", ""}},
                                                                         {{"x-lumbar-csrf", std::string(64, '0')}},
                                                                         {{"x-lumbar-csrf", b.csrf.substr(1)}},
                                                                         {{"origin", "https://evil.example"}},
                                                                         {{"origin", "http://127.0.0.1:8081"}},
                                                                         {{"origin", "null"}},
                                                                         {{"origin", ""}},
                                                                         {{"sec-fetch-site", "same-site"}},
                                                                         {{"sec-fetch-site", "none"}}}) {
            INFO(bent.begin()->first << ": " << bent.begin()->second);
            auto refused = ask(bent);
            CHECK(refused.status == 403);
            CHECK(refused.code == "other_site");
        }
        CHECK(ask({{"origin", ""}, {"sec-fetch-site", "same-origin"}}).status == 200);
        browser other(app);
        somebody(app, "ben", {"front_desk"});
        other.sign_in("ben", good_password);
        CHECK(ask({{"x-lumbar-csrf", other.csrf}}).status == 403);
    });
}

TEST_CASE("therapists and admins are signed out after 15 idle minutes, the front desk after 60", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        somebody(app, "desk", {"front_desk"});
        somebody(app, "both", {"front_desk", "admin"});
        for (auto [login, limit] : {std::pair("ana", 15min), std::pair("desk", 60min), std::pair("both", 15min)}) {
            INFO(login);
            browser b(app);
            b.sign_in(login, good_password);
            pass(app, limit - 1s);
            CHECK(b.get("/session").status == 200);
            pass(app, limit - 1s);
            CHECK(b.get("/session").status == 200);
            pass(app, limit);
            auto late = b.get("/session");
            CHECK(late.status == 401);
            CHECK(late.code == "sign_in_first");
        }
    });
}

TEST_CASE("the idle clock is written at most once a minute and not by what a window asks by itself", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app);
        b.sign_in("ana", good_password);
        const auto start = app.now();
        auto seen = [&] {
            return number(app, [](read_tx& tx) { return tx.value<std::int64_t>("SELECT MAX(seen_at) FROM sessions"); });
        };
        pass(app, 59s);
        b.get("/session");
        CHECK(seen() == start.count);
        pass(app, 1s);
        b.get("/session");
        CHECK(seen() == start.count + 60'000);
        pass(app, 10min);
        b.get("/openapi.json");
        CHECK(seen() == start.count + 60'000);
    });
}

TEST_CASE("no session lasts longer than twelve hours", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app);
        b.sign_in("ana", good_password);
        for (int i = 0; i < 71; ++i) {
            pass(app, 10min);
            CHECK(b.get("/session").status == 200);
        }
        pass(app, 10min);
        CHECK(b.get("/session").status == 401);
    });
}

TEST_CASE("signing out ends this session, signing out everywhere all of them", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser one(app), two(app), three(app);
        for (auto* b : {&one, &two, &three}) b->sign_in("ana", good_password);
        auto out = one.post("/session/end");
        CHECK(out.status == 204);
        CHECK(out.header("Set-Cookie").find("Max-Age=0") != std::string::npos);
        CHECK(one.get("/session").status == 401);
        CHECK(two.get("/session").status == 200);
        CHECK(two.post("/session/end-everywhere").status == 204);
        CHECK(two.get("/session").status == 401);
        CHECK(three.get("/session").status == 401);
        CHECK(three.post("/session/end").status == 401);
    });
}

TEST_CASE("whoever is switched off, gets other rights or another password is met by that at once", "[identity]") {
    on_both({}, [](test_app& app) {
        auto id = somebody(app, "ana", {"front_desk"});
        auto& admin = app.as("admin");
        const auto path = "/users/" + id;
        browser b(app);
        b.sign_in("ana", good_password);
        CHECK(b.get("/audit").status == 403);
        REQUIRE(admin.put(path, user_body("Ana", "admin", false), 1).status == 200);
        CHECK(b.get("/audit").status == 200);
        REQUIRE(admin.put(path, user_body("Ana", "front_desk", true), 2).status == 200);
        CHECK(b.get("/session").status == 401);
        CHECK(b.sign_in("ana", good_password).status == 401);
        REQUIRE(admin.put(path, user_body("Ana", "front_desk", false), 3).status == 200);
        CHECK(b.sign_in("ana", good_password).status == 200);
        CHECK(admin.post(path + "/end-sessions").status == 204);
        CHECK(b.get("/session").status == 401);
    });
}

TEST_CASE("no made-up cookie is a session", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app);
        b.sign_in("ana", good_password);
        const auto token = b.cookie.substr(b.cookie.find('=') + 1);
        for (const auto& cookie : {"__Host-lumbar=", "__Host-lumbar", "=;;=", "__Host-lumbarx=", "lumbar=", "x__Host-lumbar="}) {
            auto made_up = std::string(cookie) + (std::string_view(cookie) == "__Host-lumbar=" ? token.substr(1) + "0" : token);
            INFO(cookie);
            CHECK(b.ask("GET", "/session", {}, {{"cookie", made_up}}).status == 401);
        }
        CHECK(b.ask("GET", "/session", {}, {{"cookie", "a=b; " + b.cookie + "; c=d"}}).status == 200);
        CHECK(b.ask("GET", "/client-session", {}, {{"cookie", "__Host-lumbar-client=" + token}}).status == 403);
    });
}
