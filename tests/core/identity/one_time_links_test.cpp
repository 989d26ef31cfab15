#include "tests/core/identity/browser.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

std::string token_in(std::string_view url) { return std::string(url.substr(url.rfind('/') + 1)); }

std::string chosen(std::string_view token, std::string_view password = good_password) {
    return R"({"token":")" + std::string(token) + R"(","password":")" + std::string(password) + R"("})";
}

std::string only(std::string_view token) { return R"({"token":")" + std::string(token) + R"("})"; }

std::string invite(test_app& app, std::string_view login) {
    auto made =
        app.as("admin").post("/users", R"({"login":")" + std::string(login) + R"(","name":"Eve","roles":["front_desk"]})");
    REQUIRE(made.status == 201);
    return token_in(made.at("/link"));
}

std::string set_up_body(std::string_view token, std::string_view zone = "Europe/Dublin", std::string_view currency = "EUR") {
    return R"({"token":")" + std::string(token) + R"(","clinic_name":"Riverside","zone":")" + std::string(zone) +
           R"(","currency":")" + std::string(currency) +
           R"(","owner_name":"Orla Keane","login":"orla","password":"river stone lavender"})";
}

}

TEST_CASE("an invitation lets somebody choose a password, once", "[identity]") {
    on_both({}, [](test_app& app) {
        const auto token = invite(app, "eve");
        browser b(app);
        CHECK(b.post("/invitation/check", only(token)).at("/login") == "eve");
        CHECK(b.post("/invitation/check", only(token)).status == 200);
        CHECK(b.post("/invitation", chosen(token, "short")).pointers == std::vector<std::string>{"/password"});
        CHECK(b.sign_in("eve", good_password).status == 401);
        CHECK(b.post("/invitation", chosen(token)).status == 204);
        CHECK(b.sign_in("eve", good_password).status == 200);
        CHECK(b.post("/invitation/check", only(token)).status == 404);
        CHECK(b.post("/invitation", chosen(token)).code == "invitation_not_found");
        CHECK(b.post("/invitation", chosen(std::string(64, 'a'))).code == "invitation_not_found");
    });
}

TEST_CASE("an invitation opens for seven days, a reset for 30 minutes, and a newer one ends the older", "[identity]") {
    on_both({}, [](test_app& app) {
        browser b(app);
        const auto first = invite(app, "eve");
        app.move_clock(7 * 24h - 1s);
        CHECK(b.post("/invitation/check", only(first)).status == 200);
        app.move_clock(1s);
        CHECK(b.post("/invitation/check", only(first)).status == 404);

        auto id = somebody(app, "ana", {"front_desk"});
        auto reset = [&] { return token_in(app.as("admin").post("/users/" + id + "/link").at("/url")); };
        const auto older = reset(), newer = reset();
        CHECK(b.post("/invitation", chosen(older)).status == 404);
        CHECK(b.post("/invitation/check", only(newer)).status == 200);
        app.move_clock(30min);
        CHECK(b.post("/invitation", chosen(newer)).status == 404);
    });
}

TEST_CASE("a new password ends the sessions of the old one and the wait of its owner", "[identity]") {
    on_both({}, [](test_app& app) {
        auto id = somebody(app, "ana", {"front_desk"});
        browser b(app), guesser(app);
        b.sign_in("ana", good_password);
        for (int i = 0; i < 8; ++i) guesser.sign_in("ana", "wrong");
        const auto token = token_in(app.as("admin").post("/users/" + id + "/link").at("/url"));
        REQUIRE(browser(app).post("/invitation", chosen(token, "another lavender stone")).status == 204);
        CHECK(b.get("/session").status == 401);
        CHECK(b.sign_in("ana", good_password).status == 401);
        CHECK(b.sign_in("ana", "another lavender stone").status == 200);
    });
}

TEST_CASE("of two who use a link at the same time one gets in", "[identity]") {
    on_both({}, [](test_app& app) {
        for (int round = 0; round < 5; ++round) {
            const auto token = invite(app, "eve" + std::to_string(round));
            int status[2] = {};
            {
                std::jthread one(
                    [&] { status[0] = browser(app).post("/invitation", chosen(token, "one lavender stone here")).status; });
                std::jthread two(
                    [&] { status[1] = browser(app).post("/invitation", chosen(token, "two lavender stone here")).status; });
            }
            CHECK(std::min(status[0], status[1]) == 204);
            CHECK(std::max(status[0], status[1]) == 404);
        }
    });
}

TEST_CASE("the owner sets the clinic up once, by the link of the console", "[identity]") {
    on_both({}, [](test_app& app) {
        app.write([](write_tx& tx) { tx.execute("DELETE FROM clinic"); });
        browser b(app);
        CHECK(b.get("/session").code == "set_up_first");
        CHECK(b.sign_in("orla", good_password).code == "set_up_first");
        const auto older = token_in(identity::setup_link(app.database(), "http://here"));
        const auto token = token_in(identity::setup_link(app.database(), "http://here"));
        CHECK(b.post("/setup", set_up_body(older)).status == 404);
        CHECK(b.post("/setup", set_up_body(token, "Mars/Olympus", "euro")).pointers ==
              std::vector<std::string>{"/zone", "/currency"});
        app.move_clock(59min);
        REQUIRE(b.post("/setup", set_up_body(token)).status == 204);
        CHECK(b.post("/setup", set_up_body(token)).status == 404);
        auto in = b.sign_in("orla", good_password);
        CHECK(in.status == 200);
        CHECK(in.at("/clinic/name") == "Riverside");
        CHECK(in.at("/user/roles/0") == "admin");
        CHECK_THROWS(identity::setup_link(app.database(), "http://here"));
        CHECK(
            b.post("/setup", R"({"token":"","clinic_name":"","zone":"","currency":"","owner_name":"","login":"","password":""})")
                .status == 404);
    });
}

TEST_CASE("a set-up link that is too old or half used leaves nothing behind", "[identity]") {
    on_both({}, [](test_app& app) {
        app.write([](write_tx& tx) { tx.execute("DELETE FROM clinic"); });
        identity::add_user(app.database(), "orla", "Another Orla", {"front_desk"});
        const auto token = token_in(identity::setup_link(app.database(), "http://here"));
        CHECK(browser(app).post("/setup", set_up_body(token)).pointers == std::vector<std::string>{"/login"});
        CHECK_FALSE(identity::is_set_up(app.database()));
        app.move_clock(60min);
        CHECK(browser(app).post("/setup", set_up_body(token)).status == 404);
        CHECK_FALSE(identity::is_set_up(app.database()));
    });
}

TEST_CASE("an operator lets somebody in again", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"admin"});
        CHECK_FALSE(identity::password_link(app.database(), "nobody", "http://here"));
        auto url = identity::password_link(app.database(), "Ana", "http://here");
        REQUIRE(url);
        CHECK(url->starts_with("http://here/welcome/"));
        CHECK(browser(app).post("/invitation", chosen(token_in(*url), "another lavender stone")).status == 204);
        CHECK_THROWS(identity::add_user(app.database(), "ana", "Ana", {"admin"}));
        CHECK_THROWS(identity::add_user(app.database(), "ben", "Ben", {"emperor"}));
        CHECK(identity::accounts(app.database()).size() == 1);
    });
}
