#include "tests/core/identity/browser.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

std::string wanted(std::string_view scopes, int days = 30, std::string_view name = "Night export") {
    return R"({"name":")" + std::string(name) + R"(","scopes":)" + std::string(scopes) + R"(,"days":)" + std::to_string(days) +
           "}";
}

// A program: no cookie, no token of a page, no Origin.
struct program {
    test_app& app;
    std::string secret;
    kit::answer ask(std::string_view method, std::string_view path, std::string_view json = {}) {
        return app.stranger().send(method, path, json, {{"authorization", "Bearer " + secret}, {"origin", ""}});
    }
    kit::answer get(std::string_view path) { return ask("GET", path); }
};

struct owner {
    owner(test_app& app, std::vector<std::string> roles) : app(app), b(app) {
        id = somebody(app, "ana", roles);
        b.sign_in("ana", good_password);
    }
    kit::answer make(std::string_view scopes, int days = 30) { return b.post("/account/tokens", wanted(scopes, days)); }
    program program_with(std::string_view scopes, int days = 30) {
        auto made = make(scopes, days);
        REQUIRE(made.status == 201);
        token = made.at("/token/id");
        return {app, made.at("/secret")};
    }
    test_app& app;
    browser b;
    row_id id;
    std::string token;
};

constexpr std::string_view hanna =
    R"({"given_name":"Hanna","family_name":"Lind","preferred_name":"","pronouns":"","birth_date":null,"phone":"",)"
    R"("email":"","address":"","emergency_contact":"","note":""})";

}

TEST_CASE("a token does what its scopes say and nothing else, without a cookie or a page's token", "[identity]") {
    on_both({}, [](test_app& app) {
        owner ana(app, {"admin"});
        auto p = ana.program_with(R"(["clients.read","clients.edit"])");
        CHECK(p.get("/clients").status == 200);
        CHECK(p.ask("POST", "/clients", hanna).status == 201);
        CHECK(p.get("/board").code == "not_permitted");
        CHECK(p.get("/users").code == "not_permitted");
        CHECK(p.get("/rooms").status == 200);
        CHECK(p.get("/session").status == 401);
        CHECK(p.get("/account/sessions").status == 403);
        CHECK(p.get("/account/tokens").status == 403);
        CHECK(p.ask("POST", "/account/sessions/end-others").status == 403);
        CHECK(p.get("/events").status == 403);
    });
}

TEST_CASE("a token never reaches what wants a person's password", "[identity]") {
    on_both({}, [](test_app& app) {
        owner ana(app, {"admin"});
        auto p = ana.program_with(R"(["users.edit","plugins.edit"])");
        CHECK(p.get("/users").status == 200);
        CHECK(p.ask("POST", "/users/" + ana.id + "/link").code == "not_for_programs");
        CHECK(p.ask("POST", "/users", R"({"login":"new","name":"New","roles":["admin"],"practitioner":null})").code ==
              "not_for_programs");
        CHECK(p.ask("POST", "/session/proof", R"({"password":"river stone lavender"})").status == 403);
    });
}

TEST_CASE("a token is given only what its owner has, never to sign, and keeps only that", "[identity]") {
    on_both({"notes"}, [](test_app& app) {
        owner ana(app, {"therapist"});
        CHECK(ana.make(R"(["users.edit"])").pointers == std::vector<std::string>{"/scopes"});
        CHECK(ana.make(R"(["notes.sign"])").status == 422);
        CHECK(ana.make(R"(["no.such"])").status == 422);
        CHECK(ana.make("[]").status == 422);
        CHECK(ana.make(R"(["clients.read"])", 0).status == 422);
        CHECK(ana.make(R"(["clients.read"])", 367).status == 422);
        auto offered = ana.b.get("/account/tokens");
        CHECK(offered.json.find("notes.read") != std::string::npos);
        CHECK(offered.json.find("notes.sign") == std::string::npos);

        auto p = ana.program_with(R"(["clients.read","visits.override"])");
        CHECK(p.get("/clients").status == 200);
        app.write([&](write_tx& tx) {
            tx.execute("DELETE FROM role_permissions WHERE role = 'therapist' AND permission = 'clients.read'");
            identity::forget_sessions();
        });
        CHECK(p.get("/clients").code == "not_permitted");
    });
}

TEST_CASE("a token ends: revoked, expired, its owner turned off or with a new password", "[identity]") {
    on_both({}, [](test_app& app) {
        owner ana(app, {"therapist"});
        auto first = ana.program_with(R"(["clients.read"])");
        CHECK(first.get("/clients").status == 200);
        CHECK(ana.b.post("/account/tokens/" + ana.token + "/end").status == 204);
        CHECK(first.get("/clients").code == "bad_token");
        CHECK(ana.b.post("/account/tokens/" + ana.token + "/end").code == "token_not_found");
        CHECK(ana.b.get("/account/tokens").count("/tokens") == 0);

        auto off = ana.program_with(R"(["clients.read"])");
        const auto turn = [&](int disabled) {
            app.write([&](write_tx& tx) {
                tx.execute("UPDATE users SET disabled = :d WHERE id = :id", disabled, ana.id);
                identity::forget_sessions();
            });
        };
        turn(1);
        CHECK(off.get("/clients").code == "bad_token");
        turn(0);
        CHECK(off.get("/clients").status == 200);
        auto link = identity::password_link(app.database(), "ana", "").value();
        CHECK(app.stranger().post("/invitation", R"({"token":")" + link.substr(link.rfind('/') + 1) +
                                                     R"(","password":"quiet copper violin dawn"})").status == 204);
        CHECK(off.get("/clients").code == "bad_token");

        REQUIRE(ana.b.sign_in("ana", "quiet copper violin dawn").status == 200);
        auto short_lived = ana.program_with(R"(["clients.read"])", 1);
        CHECK(short_lived.get("/clients").status == 200);
        app.move_clock(24h);
        identity::forget_sessions();
        CHECK(short_lived.get("/clients").code == "bad_token");
    });
}

TEST_CASE("another's tokens are neither seen nor revoked, and a wrong secret is no token", "[identity]") {
    on_both({}, [](test_app& app) {
        owner ana(app, {"therapist"});
        auto p = ana.program_with(R"(["clients.read"])");
        somebody(app, "ben", {"admin"});
        browser ben(app);
        ben.sign_in("ben", good_password);
        CHECK(ben.get("/account/tokens").count("/tokens") == 0);
        CHECK(ben.post("/account/tokens/" + ana.token + "/end").status == 404);
        auto bent = p.secret;
        bent.back() = bent.back() == '0' ? '1' : '0';
        CHECK(program{app, bent}.get("/clients").code == "bad_token");
        CHECK(program{app, "lmb_"}.get("/clients").code == "bad_token");
        CHECK(program{app, "lmb_" + ana.token + "_"}.get("/clients").code == "bad_token");
        // A bad token is not made good by a good cookie.
        CHECK(ben.ask("GET", "/clients", {}, {{"authorization", "Bearer " + bent}}).status == 401);
        // What a proxy in front adds is none of ours.
        CHECK(ben.ask("GET", "/clients", {}, {{"authorization", "Basic YTpi"}}).status == 200);
        CHECK(p.get("/clients").status == 200);
    });
}

TEST_CASE("a token is taken from its header only, and only over a safe connection", "[identity]") {
    on_both({}, [](test_app& app) {
        owner ana(app, {"therapist"});
        auto p = ana.program_with(R"(["clients.read"])");
        CHECK(app.stranger().get("/clients?access_token=" + p.secret).status == 401);
        CHECK(app.stranger().get("/clients?token=" + p.secret).status == 401);
        CHECK(app.stranger().send("GET", "/clients", {}, {{"cookie", "__Host-lumbar=" + p.secret}}).status == 401);
        CHECK(app.stranger().send("GET", "/clients", {}, {{"x-api-key", p.secret}}).status == 401);
    });
}

TEST_CASE("only the hash of a token is stored, and it is told once", "[identity]") {
    on_both({}, [](test_app& app) {
        owner ana(app, {"therapist"});
        auto p = ana.program_with(R"(["clients.read"])");
        const auto secret = p.secret.substr(p.secret.rfind('_') + 1);
        CHECK(secret.size() == 64);
        app.read([&](read_tx& tx) {
            auto hash = tx.value<std::string>("SELECT secret_hash FROM api_tokens").value();
            CHECK(hash.find(secret) == std::string::npos);
        });
        CHECK(ana.b.get("/account/tokens").json.find(secret) == std::string::npos);
    });
}

TEST_CASE("what a token does is on record as the token's, and when it was last used is told", "[identity]") {
    on_both({}, [](test_app& app) {
        owner ana(app, {"therapist"});
        auto p = ana.program_with(R"(["clients.edit"])");
        CHECK(ana.b.get("/account/tokens").at("/tokens/0/used_at") == "");
        app.move_clock(2min);
        auto made = p.ask("POST", "/clients", hanna);
        REQUIRE(made.status == 201);
        CHECK(ana.b.get("/account/tokens").at("/tokens/0/used_at") == to_text(app.now()));
        CHECK(p.get("/clients").status == 403);
        app.read([&](read_tx& tx) {
            const auto rows = [&](std::string_view action, std::string_view outcome) {
                return tx.value<std::int64_t>(R"(
                    SELECT COUNT(*) FROM audit
                    WHERE actor_kind = 'token' AND actor = :user AND session = :token AND actor_name = :name AND action = :action
                      AND outcome = :outcome)",
                                              ana.id, ana.token, "Night export (token of ana)", action, outcome).value();
            };
            CHECK(rows("client.create", "done") == 1);
            CHECK(rows("get /api/v1/clients", "denied") == 1);
        });
    });
}

TEST_CASE("somebody has at most twenty tokens", "[identity]") {
    on_both({}, [](test_app& app) {
        owner ana(app, {"therapist"});
        for (int i = 0; i < 20; ++i) REQUIRE(ana.make(R"(["clients.read"])").status == 201);
        CHECK(ana.make(R"(["clients.read"])").code == "too_many_tokens");
    });
}
