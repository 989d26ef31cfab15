#include "tests/core/identity/browser.hpp"

#include "core/src/application/application.hpp"
#include "core/src/identity/one_time_codes.hpp"
#include "core/src/identity/options.hpp"
#include "core/src/identity/sealed_text.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

// The other way round of identity::base32.
std::string from_base32(std::string_view text) {
    std::string bytes;
    unsigned held = 0;
    int bits = 0;
    for (char c : text) {
        held = (held << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26)) & 0xfff;
        bits += 5;
        if (bits >= 8) bytes += static_cast<char>(held >> (bits -= 8) & 0xff);
    }
    return bytes;
}

std::string password_json() { return R"({"password":")" + std::string(good_password) + R"("})"; }
std::string try_json(std::string_view ticket, std::string_view code) {
    return R"({"ticket":")" + std::string(ticket) + R"(","code":")" + std::string(code) + R"("})";
}

// Somebody with a second factor, signed in.
struct careful_person {
    careful_person(test_app& app, std::string_view login, const std::vector<std::string>& roles) : app(app), b(app) {
        id = somebody(app, login, roles);
        name = login;
        b.sign_in(login, good_password);
        auto begun = b.post("/account/second-factor", password_json());
        REQUIRE(begun.status == 202);
        secret = from_base32(begun.at("/secret"));
        REQUIRE(secret.size() == 20);
        auto on = b.post("/account/second-factor/confirm", try_json(begun.at("/ticket"), code()));
        REQUIRE(on.status == 200);
        for (std::size_t i = 0; i < on.count("/recovery_codes"); ++i)
            recovery.push_back(on.at("/recovery_codes/" + std::to_string(i)));
        enter(on);
    }

    std::string code(std::int64_t steps = 0) const { return identity::code_of(secret, identity::step_at(app.now()) + steps); }
    // The next code: one is good once.
    void wait() { app.move_clock(30s); }
    std::string ticket() {
        browser fresh(app);
        auto half = fresh.sign_in(name, good_password);
        REQUIRE(half.status == 202);
        CHECK(half.at("/step") == "code");
        CHECK(half.header("Set-Cookie").empty());
        return half.at("/ticket");
    }
    kit::answer finish(std::string_view ticket, std::string_view code) {
        browser fresh(app);
        auto in = fresh.post("/session/code", try_json(ticket, code));
        if (in.status == 200) {
            b = fresh;
            enter(in);
        }
        return in;
    }
    void enter(const kit::answer& in) {
        b.keep(in);
        b.csrf = in.at("/session/csrf");
    }

    test_app& app;
    browser b;
    row_id id;
    std::string name, secret;
    std::vector<std::string> recovery;
};

struct required {
    required() { set(true); }
    ~required() { set(false); }
    static void set(bool on) {
        auto options = identity::configured();
        options.require_second_factor = on;
        identity::configure(options);
    }
};

}

TEST_CASE("codes are those of RFC 6238", "[identity]") {
    const std::string secret = "12345678901234567890";
    for (auto [seconds, code] : {std::pair(59LL, "287082"), std::pair(1111111109LL, "081804"), std::pair(1111111111LL, "050471"),
                                 std::pair(1234567890LL, "005924"), std::pair(2000000000LL, "279037"),
                                 std::pair(20000000000LL, "353130")})
        CHECK(identity::code_of(secret, identity::step_at(utc_ms{seconds * 1000})) == code);
    CHECK(identity::base32("foobar") == "MZXW6YTBOI");
    CHECK(identity::base32("fooba") == "MZXW6YTB");
    CHECK(identity::base32("f") == "MY");
    CHECK(identity::app_uri(secret, "Spa & Co", "ana") ==
          "otpauth://totp/Spa%20%26%20Co:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Spa%20%26%20Co");
}

TEST_CASE("a sealed secret opens in its own place only", "[identity]") {
    test_app app{};
    const std::string nonce(48, 'a');
    const auto sealed = identity::seal("a secret", "second_factors|secret|1", nonce);
    CHECK(sealed.find("a secret") == std::string::npos);
    CHECK(identity::unseal(sealed, "second_factors|secret|1") == "a secret");
    CHECK_THROWS(identity::unseal(sealed, "second_factors|secret|2"));
    auto changed = sealed;
    changed.back() = changed.back() == '0' ? '1' : '0';
    CHECK_THROWS(identity::unseal(changed, "second_factors|secret|1"));
    CHECK_THROWS(identity::unseal("", "second_factors|secret|1"));
}

TEST_CASE("who set up a second step signs in with password and code, and a code is good once", "[identity]") {
    on_both({}, [](test_app& app) {
        careful_person ana(app, "ana", {"therapist"});
        CHECK(ana.b.get("/session").status == 200);
        CHECK(ana.b.get("/account/second-factor").at("/on") == "true");
        // The code that set it up does not sign in.
        auto ticket = ana.ticket();
        CHECK(ana.finish(ticket, ana.code()).code == "wrong_code");
        ana.wait();
        const auto code = ana.code();
        CHECK(ana.finish(ticket, code.substr(0, 3) + " " + code.substr(3)).status == 200);
        CHECK(ana.b.get("/session").status == 200);
        CHECK(ana.finish(ticket, code).code == "start_again");
        CHECK(ana.finish(ana.ticket(), code).code == "wrong_code");
        // One step to either side, no further, and never back.
        ana.wait();
        CHECK(ana.finish(ana.ticket(), ana.code(2)).code == "wrong_code");
        CHECK(ana.finish(ana.ticket(), ana.code(1)).status == 200);
        CHECK(ana.finish(ana.ticket(), ana.code()).code == "wrong_code");
        app.read([&](read_tx& tx) {
            auto stored = tx.value<std::string>("SELECT secret FROM second_factors WHERE user_id = :user", ana.id).value();
            CHECK(stored.find(ana.secret) == std::string::npos);
            CHECK(identity::unseal(stored, "second_factors|secret|" + ana.id) == ana.secret);
        });
    });
}

TEST_CASE("five tries for a code, ten minutes, and then the password again", "[identity]") {
    on_both({}, [](test_app& app) {
        careful_person ana(app, "ana", {"therapist"});
        ana.wait();
        auto ticket = ana.ticket();
        const auto wrong = ana.code() == "000000" ? "111111" : "000000";
        for (int i = 0; i < 5; ++i) CHECK(ana.finish(ticket, wrong).code == "wrong_code");
        CHECK(ana.finish(ticket, ana.code()).code == "start_again");
        CHECK(number(app, [&](read_tx& tx) {
                  return tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE action = 'session.failed'");
              }) == 5);
        ticket = ana.ticket();
        app.move_clock(10min);
        CHECK(ana.finish(ticket, ana.code()).code == "start_again");
        CHECK(ana.finish("no such ticket", ana.code()).code == "start_again");
        // The right password alone does not forgive the tries of its account.
        browser thief(app);
        int let_on = 0;
        while (thief.sign_in("ana", good_password).status == 202) ++let_on;
        CHECK(let_on <= 5);
    });
}

TEST_CASE("a recovery code signs in once, and new ones replace the old", "[identity]") {
    on_both({}, [](test_app& app) {
        careful_person ana(app, "ana", {"therapist"});
        REQUIRE(ana.recovery.size() == 10);
        CHECK(std::set<std::string>(ana.recovery.begin(), ana.recovery.end()).size() == 10);
        CHECK(ana.finish(ana.ticket(), ana.recovery[0]).status == 200);
        CHECK(ana.b.get("/account/second-factor").at("/recovery_codes_left") == "9");
        CHECK(ana.finish(ana.ticket(), ana.recovery[0]).code == "wrong_code");
        auto renewed = ana.b.post("/account/second-factor/recovery-codes", password_json());
        REQUIRE(renewed.count("/recovery_codes") == 10);
        CHECK(ana.finish(ana.ticket(), ana.recovery[1]).code == "wrong_code");
        CHECK(ana.finish(ana.ticket(), renewed.at("/recovery_codes/3")).status == 200);
        careful_person ben(app, "ben", {"therapist"});
        CHECK(ben.finish(ben.ticket(), renewed.at("/recovery_codes/4")).code == "wrong_code");
    });
}

TEST_CASE("setting up asks for the password, ends other sessions and gives this one a new id", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser elsewhere(app), b(app);
        elsewhere.sign_in("ana", good_password);
        b.sign_in("ana", good_password);
        CHECK(b.post("/account/second-factor", R"({"password":"not the password"})").status == 422);
        auto begun = b.post("/account/second-factor", password_json());
        CHECK(begun.at("/uri").starts_with("otpauth://totp/"));
        CHECK(b.get("/account/second-factor").at("/on") == "false");
        const auto code = identity::code_of(from_base32(begun.at("/secret")), identity::step_at(app.now()));
        somebody(app, "ben", {"therapist"});
        browser ben(app);
        ben.sign_in("ben", good_password);
        CHECK(ben.post("/account/second-factor/confirm", try_json(begun.at("/ticket"), code)).code == "start_again");
        auto before = b;
        auto on = b.post("/account/second-factor/confirm", try_json(begun.at("/ticket"), code));
        REQUIRE(on.status == 200);
        CHECK(before.get("/session").status == 401);
        CHECK(elsewhere.get("/session").status == 401);
        b.keep(on);
        b.csrf = on.at("/session/csrf");
        CHECK(b.get("/session").status == 200);
        CHECK(b.post("/account/second-factor", password_json()).code == "second_factor_on");
    });
}

TEST_CASE("turning it off asks for password and code", "[identity]") {
    on_both({}, [](test_app& app) {
        careful_person ana(app, "ana", {"therapist"});
        ana.wait();
        auto off = [&](std::string_view password, std::string_view code) {
            return ana.b.post("/account/second-factor/end",
                              R"({"password":")" + std::string(password) + R"(","code":")" + std::string(code) + R"("})");
        };
        CHECK(off("not the password", ana.code()).pointers == std::vector<std::string>{"/password"});
        CHECK(off(good_password, "abcd").pointers == std::vector<std::string>{"/code"});
        auto done = off(good_password, ana.code());
        REQUIRE(done.status == 200);
        CHECK(ana.b.get("/session").status == 401);
        ana.b.keep(done);
        CHECK(ana.b.get("/account/second-factor").at("/on") == "false");
        browser fresh(app);
        CHECK(fresh.sign_in("ana", good_password).status == 200);
        CHECK(number(app, [&](read_tx& tx) {
                  return tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE action = 'user.second_factor_off'");
              }) == 1);
    });
}

TEST_CASE("an admin takes somebody's second step away, on record; their own they do not", "[identity]") {
    on_both({}, [](test_app& app) {
        careful_person ana(app, "ana", {"therapist"});
        auto& admin = app.as("admin");
        const auto path = "/users/" + ana.id + "/reset-second-factor";
        CHECK(app.as("therapist").post(path).status == 403);
        auto reset = admin.post(path);
        CHECK(reset.status == 204);
        CHECK(ana.b.get("/session").status == 401);
        browser fresh(app);
        CHECK(fresh.sign_in("ana", good_password).status == 200);
        CHECK(admin.post(path).code == "no_second_factor");
        CHECK(admin.post("/users/" + admin.id + "/reset-second-factor").code == "own_second_factor");
        CHECK(number(app, [&](read_tx& tx) {
                  return tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE action = 'user.reset_second_factor' AND outcome = 'done'");
              }) == 1);
    });
}

TEST_CASE("who runs the server takes a second step away, on record", "[identity]") {
    on_both({}, [](test_app& app) {
        careful_person ana(app, "ana", {"admin"});
        auto& db = app.application().database();
        CHECK_THROWS_WITH(identity::reset_second_factor(db, "nobody"), "There is no user with this sign-in name.");
        identity::reset_second_factor(db, "Ana");
        CHECK(ana.b.get("/session").status == 401);
        browser fresh(app);
        CHECK(fresh.sign_in("ana", good_password).status == 200);
        CHECK_THROWS_WITH(identity::reset_second_factor(db, "ana"), "This user has no second step to sign in.");
        CHECK(number(app, [&](read_tx& tx) {
                  return tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE action = 'user.reset_second_factor'");
              }) == 1);
    });
}

TEST_CASE("where it is required, whoever manages users sets it up at the next sign-in and keeps it", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "owner", {"admin"});
        somebody(app, "ana", {"therapist"});
        required by_the_clinic;
        browser desk(app), b(app);
        CHECK(desk.sign_in("ana", good_password).status == 200);
        auto half = b.sign_in("owner", good_password);
        REQUIRE(half.status == 202);
        CHECK(half.at("/step") == "set_up");
        CHECK(b.get("/session").status == 401);
        const auto secret = from_base32(half.at("/secret"));
        auto in = b.post("/session/code", try_json(half.at("/ticket"), identity::code_of(secret, identity::step_at(app.now()))));
        REQUIRE(in.status == 200);
        CHECK(in.count("/recovery_codes") == 10);
        b.keep(in);
        b.csrf = in.at("/session/csrf");
        CHECK(b.get("/account/second-factor").at("/required") == "true");
        auto off = R"({"password":"river stone lavender","code":")" + in.at("/recovery_codes/0") + R"("})";
        CHECK(b.post("/account/second-factor/end", off).code == "second_factor_required");
    });
}

TEST_CASE("a new password does not take the second step away, and ends what was half-way", "[identity]") {
    on_both({}, [](test_app& app) {
        careful_person ana(app, "ana", {"therapist"});
        auto ticket = ana.ticket();
        auto link = app.as("admin").post("/users/" + ana.id + "/link").at("/url");
        auto token = link.substr(link.rfind('/') + 1);
        browser fresh(app);
        CHECK(fresh.post("/invitation", R"({"token":")" + token + R"(","password":"seven quiet harbours"})").status == 204);
        ana.wait();
        CHECK(ana.finish(ticket, ana.code()).code == "start_again");
        CHECK(fresh.sign_in("ana", "seven quiet harbours").at("/step") == "code");
    });
}

TEST_CASE("who has a second step gives password and code again, and each wrong code counts", "[identity]") {
    on_both({}, [](test_app& app) {
        careful_person ana(app, "ana", {"admin"});
        const auto old = ana.b;
        app.write([&](write_tx& tx) {
            tx.execute("UPDATE sessions SET proved_at = 0 WHERE user_id = :user", ana.id);
            identity::forget_sessions();
        });
        const auto link = "/users/" + ana.id + "/link";
        CHECK(ana.b.post(link).code == "recent_sign_in_needed");
        auto half = ana.b.post("/session/proof", password_json());
        REQUIRE(half.status == 202);
        CHECK(half.header("Set-Cookie").empty());
        CHECK(ana.b.post(link).code == "recent_sign_in_needed");
        CHECK(ana.b.post("/session/proof/code", try_json(half.at("/ticket"), "000000")).code == "wrong_code");

        // The step of one is no use to another.
        somebody(app, "ben", {"admin"});
        browser ben(app);
        ben.sign_in("ben", good_password);
        ana.wait();
        CHECK(ben.post("/session/proof/code", try_json(half.at("/ticket"), ana.code())).code == "start_again");

        auto proved = ana.b.post("/session/proof/code", try_json(half.at("/ticket"), ana.code()));
        REQUIRE(proved.status == 200);
        ana.b.keep(proved);
        CHECK(ana.b.post(link).status == 200);
        auto kept = old;
        CHECK(kept.get("/session").status == 401);

        auto next = ana.b.post("/session/proof", password_json());
        for (int i = 0; i < 5; ++i) ana.b.post("/session/proof/code", try_json(next.at("/ticket"), "000000"));
        ana.wait();
        CHECK(ana.b.post("/session/proof/code", try_json(next.at("/ticket"), ana.code())).code == "start_again");
    });
}
