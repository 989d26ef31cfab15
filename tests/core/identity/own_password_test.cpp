#include "tests/core/identity/browser.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;

namespace {

constexpr std::string_view next_password = "quiet copper violin dawn";

std::string change(std::string_view from, std::string_view to) {
    return R"({"password":")" + std::string(from) + R"(","new_password":")" + std::string(to) + R"("})";
}

}

TEST_CASE("somebody changes their own password, and all but this browser is out", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app), phone(app);
        b.sign_in("ana", good_password);
        phone.sign_in("ana", good_password);
        auto token = b.post("/account/tokens", R"({"name":"Export","scopes":["clients.read"],"days":1})").at("/secret");
        REQUIRE_FALSE(token.empty());

        auto changed = b.post("/account/password", change(good_password, next_password));
        REQUIRE(changed.status == 200);
        CHECK(b.get("/session").status == 401);
        b.keep(changed);
        CHECK(b.get("/session").status == 200);
        CHECK(phone.get("/session").status == 401);
        CHECK(app.stranger().send("GET", "/clients", {}, {{"authorization", "Bearer " + token}}).code == "bad_token");
        CHECK(browser(app).sign_in("ana", good_password).status == 401);
        CHECK(browser(app).sign_in("ana", next_password).status == 200);
    });
}

TEST_CASE("a new password must be a good one, and another, and the old one be right", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app);
        CHECK(b.post("/account/password", change(good_password, next_password)).status == 401);
        b.sign_in("ana", good_password);
        const auto fault = [&](std::string_view from, std::string_view to) {
            auto answer = b.post("/account/password", change(from, to));
            CHECK(answer.status == 422);
            return answer.pointers.empty() ? std::string() : answer.pointers.front();
        };
        CHECK(fault("not the password", next_password) == "/password");
        CHECK(fault(good_password, "short") == "/new_password");
        CHECK(fault(good_password, "thisismypassword") == "/new_password");
        CHECK(fault(good_password, good_password) == "/new_password");
        // Choosing badly is no failure to sign in.
        for (int i = 0; i < 8; ++i) CHECK(fault(good_password, "short") == "/new_password");
        CHECK(b.post("/account/password", change(good_password, next_password)).status == 200);
    });
}
