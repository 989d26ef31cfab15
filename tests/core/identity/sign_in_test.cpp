#include "tests/core/identity/browser.hpp"

#include "core/src/identity/throttle.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace std::chrono_literals;

TEST_CASE("signing in gives a cookie that only this site gets, and what the screens need", "[identity]") {
    on_both({}, [](test_app& app) {
        auto id = somebody(app, "ana", {"therapist"});
        browser b(app);
        auto in = b.sign_in("Ana", good_password);
        REQUIRE(in.status == 200);
        CHECK(in.at("/user/id") == id.str());
        CHECK(in.at("/user/roles/0") == "therapist");
        CHECK(in.at("/set_up") == "true");
        const auto cookie = in.header("Set-Cookie");
        CHECK(cookie.starts_with("__Host-lumbar="));
        CHECK(cookie.size() > 64);
        for (auto needed : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"}) CHECK(cookie.find(needed) != cookie.npos);
        CHECK(cookie.find("Domain") == cookie.npos);

        CHECK(b.get("/session").at("/csrf") == b.csrf);
        const auto token = b.cookie.substr(b.cookie.find('=') + 1);
        app.read([&](read_tx& tx) { CHECK_FALSE(tx.value<row_id>("SELECT id FROM sessions WHERE token_hash = :token", token)); });
    });
}

TEST_CASE("a wrong password and an unknown name get the same answer", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        somebody(app, "gone", {"therapist"});
        app.write([](write_tx& tx) { tx.execute("UPDATE users SET disabled = 1 WHERE login = 'gone'"); });
        browser b(app);
        auto wrong = b.sign_in("ana", "river stone lavendel"), unknown = b.sign_in("nobody", good_password),
             disabled = b.sign_in("gone", good_password);
        auto without_id = [](const kit::answer& a) { return a.json.substr(0, a.json.find("\"request_id\"")); };
        CHECK(wrong.status == 401);
        CHECK(wrong.code == "wrong_sign_in");
        CHECK(wrong.header("Set-Cookie").empty());
        CHECK(without_id(unknown) == without_id(wrong));
        CHECK(without_id(disabled) == without_id(wrong));
        CHECK(unknown.headers.size() == wrong.headers.size());
        CHECK(number(app, [](read_tx& tx) {
                  return tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE action = 'session.failed'");
              }) == 3);
    });
}

TEST_CASE("from the fifth failure on an account waits, longer each time, never for good", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        for (std::string login : {"ana", "nobody"}) {
            INFO(login);
            browser b(app);
            for (int i = 0; i < 5; ++i) CHECK(b.sign_in(login, "wrong").status == 401);
            auto refused = b.sign_in(login, good_password);
            CHECK(refused.status == 429);
            CHECK(refused.code == "too_many_tries");
            CHECK(refused.header("Retry-After") == "2");
            app.move_clock(2s);
            CHECK(b.sign_in(login, "wrong").status == 401);
            CHECK(b.sign_in(login, good_password).header("Retry-After") == "4");
            app.move_clock(4s);
        }
        browser b(app);
        CHECK(b.sign_in("ana", good_password).status == 200);
        CHECK(b.sign_in("ana", "wrong").status == 401);
        CHECK(b.sign_in("ana", good_password).status == 200);
    });
}

TEST_CASE("the wait of an account ends at 15 minutes, and twelve quiet hours clear it", "[identity]") {
    on_both({}, [](test_app& app) {
        auto tried = [&](std::string_view address) {
            std::optional<std::chrono::milliseconds> wait;
            app.write([&](write_tx& tx) { wait = identity::begin_try(tx, "ana", address); });
            return wait;
        };
        for (int i = 0; i < 20; ++i) {
            CHECK_FALSE(tried("192.0.2.1"));
            app.move_clock(15min);
        }
        CHECK_FALSE(tried("192.0.2.1"));
        CHECK(tried("192.0.2.1") == 15min);
        app.move_clock(12h + 1s);
        for (int i = 0; i < 5; ++i) CHECK_FALSE(tried("192.0.2.1"));
        CHECK(tried("192.0.2.1") == 2s);
    });
}

TEST_CASE("an address has thirty failures an hour", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app);
        for (int i = 0; i < 30; ++i) CHECK(b.sign_in("guess" + std::to_string(i), "wrong").status == 401);
        CHECK(b.sign_in("ana", good_password).status == 429);
        app.move_clock(1h);
        CHECK(b.sign_in("ana", good_password).status == 200);
    });
}

TEST_CASE("an address of IPv6 is its network", "[identity]") {
    CHECK(identity::network_of("2001:db8:1:2:aaaa::1") == identity::network_of("2001:db8:1:2:bbbb:cccc:0:2"));
    CHECK(identity::network_of("2001:db8:1:2::1") != identity::network_of("2001:db8:1:3::1"));
    CHECK(identity::network_of("192.0.2.7") == "192.0.2.7");
    CHECK(identity::network_of("nonsense") == "nonsense");
}

TEST_CASE("signing in again gives a new session and ends the one before", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app);
        b.sign_in("ana", good_password);
        auto before = b;
        REQUIRE(b.sign_in("ana", good_password).status == 200);
        CHECK(b.cookie != before.cookie);
        CHECK(before.get("/session").status == 401);
        CHECK(b.get("/session").status == 200);
    });
}

TEST_CASE("what another site sends signs nobody in", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app);
        const auto body = R"({"login":"ana","password":"river stone lavender"})";
        CHECK(b.ask("POST", "/session", body, {{"origin", "https://evil.example"}}).status == 403);
        CHECK(b.ask("POST", "/session", body, {{"origin", "null"}}).status == 403);
        CHECK(b.ask("POST", "/session", body, {{"sec-fetch-site", "cross-site"}}).status == 403);
        CHECK(b.ask("POST", "/session", body, {{"sec-fetch-site", "same-origin"}}).status == 200);
        CHECK(b.ask("POST", "/session", body, {{"origin", ""}}).status == 200);
    });
}

TEST_CASE("passwords are long, not common and not made of what everybody knows", "[identity]") {
    const std::vector<std::string> words = {"Riverside Massage", "Ana Silva", "ana"};
    auto taken = [&](std::string_view password) { return identity::password_fault(password, words).empty(); };
    CHECK(taken("river stone lavender"));
    CHECK(taken("Ünïcödé is wëlcome 🦔"));
    std::string longest = "x";
    while (longest.size() < 128) longest += static_cast<char>('a' + longest.size() * 7 % 23);
    CHECK(taken(longest));
    for (auto bad :
         {"short", "fourteen chars", "passwordpassword1", "aaaaaaaaaaaaaaaaaaa", "1234567890123456", "abcdefghijklmnopqrst",
          "qwertyuiopasdfghjkl", "administrator123", "thisismypassword", "Christmas2023!!!", "P@ssw0rdP@ssw0rd",
          "december25121990", "basketballbasketball", "Riverside Massage", "riverside massage ana", "abcxyzabcxyzabcxyz", "Ana Silva Ana Silva"}) {
        INFO(bad);
        CHECK_FALSE(taken(bad));
    }
    CHECK_FALSE(taken(longest + "y"));
}

TEST_CASE("a hash is hashed anew when the parameters have grown", "[identity]") {
    const std::string weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA";
    CHECK(identity::outdated(weak));
    auto hash = identity::hash_password("river stone lavender");
    CHECK(hash.starts_with("$argon2id$"));
    CHECK_FALSE(identity::outdated(hash));
    CHECK(identity::verify_password(hash, "river stone lavender"));
    CHECK_FALSE(identity::verify_password(hash, "river stone lavende"));
    CHECK_FALSE(identity::verify_password("", "river stone lavender"));
}
