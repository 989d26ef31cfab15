#include "tests/core/identity/browser.hpp"

#include "core/src/identity/root_key.hpp"

#include <lumbar/client_links.hpp>

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

client_link_made link_for(test_app& app, const row_id& client, const row_id& form, std::chrono::milliseconds lifetime = 24h) {
    client_link_made made;
    app.write([&](write_tx& tx) { made = make_client_link(tx, "intake.fill", client, form, lifetime, "http://here"); });
    return made;
}

const row_id a_form("018f0000-0000-7000-8000-000000000001"), another_form("018f0000-0000-7000-8000-000000000002");

std::string path_of(const client_link_made& link) { return link.url.substr(link.url.find("/f/")); }

// The answer of opening; the browser keeps the session, if there is one.
kit::answer open(browser& b, const std::string& path) {
    auto opened = b.get(path);
    b.keep(opened);
    if (b.get("/client-session").status == 200) b.csrf = b.get("/client-session").at("/csrf");
    return opened;
}

bool opens(test_app& app, const std::string& path) {
    browser b(app);
    open(b, path);
    return b.get("/client-session").status == 200;
}

actor the_client(const client_link_made& link) {
    actor who;
    who.kind = actor_kind::client_link;
    who.id = link.id;
    return who;
}

bool used(test_app& app, const client_link_made& link) {
    return app.database().write({the_client(link)}, [](write_tx& tx) { return use_client_link(tx); });
}

}

TEST_CASE("a client's link becomes a narrow cookie and leaves the address bar", "[client_links]") {
    on_both({}, [](test_app& app) {
        auto client = app.client("Ben", "");
        auto link = link_for(app, client, a_form);
        CHECK(link.url.starts_with("http://here/f/"));
        browser b(app);
        auto opened = open(b, path_of(link));
        CHECK(opened.status == 303);
        CHECK(opened.header("Location") == "/f");
        const auto cookie = opened.header("Set-Cookie");
        CHECK(cookie.starts_with("__Host-lumbar-client="));
        for (auto needed : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"}) CHECK(cookie.find(needed) != cookie.npos);
        auto session = b.get("/client-session");
        CHECK(session.at("/purpose") == "intake.fill");
        CHECK(session.at("/client/given_name") == "Ben");
        CHECK(session.json.find("Lindqvist") == std::string::npos);
        for (auto path : {"/session", "/board", "/clients", "/users", "/audit"}) CHECK(b.get(path).status == 401);
        app.read([&](read_tx& tx) {
            CHECK_FALSE(tx.value<row_id>("SELECT id FROM client_links WHERE token_hash = :token",
                                         link.url.substr(link.url.rfind('/') + 1)));
        });
    });
}

TEST_CASE("a link with one letter changed opens nothing", "[client_links]") {
    on_both({}, [](test_app& app) {
        auto link = link_for(app, app.client("Ben", ""), a_form);
        const auto path = path_of(link);
        const auto sessions = [&] {
            return number(app, [](read_tx& tx) {
                return tx.value<std::int64_t>("SELECT COUNT(*) FROM sessions WHERE client_link IS NOT NULL");
            });
        };
        browser b(app);
        for (std::size_t at = 3; at < path.size(); ++at) {
            auto bent = path;
            bent[at] = bent[at] == 'A' ? 'B' : 'A';
            CHECK(b.get(bent).header("Set-Cookie").find("Max-Age=0") != std::string::npos);
        }
        for (const auto& bent : {path + "A", path.substr(0, path.size() - 1), std::string("/f/A"), "/f/" + std::string(400, 'A')})
            CHECK(b.get(bent).header("Set-Cookie").find("Max-Age=0") != std::string::npos);
        CHECK(sessions() == 0);
        CHECK(opens(app, path));
    });
}

TEST_CASE("a row that was changed in the database is not what the token vouches for", "[client_links]") {
    on_both({}, [](test_app& app) {
        auto ben = app.client("Ben", ""), eve = app.client("Eve", "");
        auto link = link_for(app, ben, a_form);
        app.write([&](write_tx& tx) { tx.execute("UPDATE client_links SET client = :eve WHERE id = :id", eve, link.id); });
        CHECK_FALSE(opens(app, path_of(link)));
        app.write([&](write_tx& tx) {
            tx.execute("UPDATE client_links SET client = :ben, expires_at = expires_at + 1 WHERE id = :id", ben, link.id);
        });
        CHECK_FALSE(opens(app, path_of(link)));
    });
}

TEST_CASE("a link opens until it is used, withdrawn, replaced or too old", "[client_links]") {
    on_both({}, [](test_app& app) {
        auto client = app.client("Ben", "");
        auto old = link_for(app, client, a_form, 1h);
        app.move_clock(1h);
        CHECK_FALSE(opens(app, path_of(old)));
        CHECK_FALSE(used(app, old));

        auto first = link_for(app, client, a_form), other = link_for(app, client, another_form),
             second = link_for(app, client, a_form);
        CHECK_FALSE(opens(app, path_of(first)));
        CHECK_FALSE(used(app, first));
        CHECK(opens(app, path_of(other)));
        CHECK(opens(app, path_of(second)));

        browser b(app);
        open(b, path_of(second));
        CHECK(used(app, second));
        CHECK_FALSE(used(app, second));
        CHECK_FALSE(opens(app, path_of(second)));
        identity::forget_sessions();
        CHECK(b.get("/client-session").status == 200);

        browser c(app);
        open(c, path_of(other));
        app.write([](write_tx& tx) { revoke_client_links(tx, "intake.fill", another_form); });
        CHECK(c.get("/client-session").code == "link_expired");
        CHECK_FALSE(opens(app, path_of(other)));
    });
}

TEST_CASE("on a second device the date of birth is asked for, five times", "[client_links]") {
    on_both({}, [](test_app& app) {
        auto link = link_for(app, app.client("Ben", "1990-02-03"), a_form);
        CHECK(opens(app, path_of(link)));
        browser b(app);
        open(b, path_of(link));
        CHECK(b.get("/client-session").code == "birth_date_needed");
        b.csrf = b.get("/client-session/token").at("/csrf");
        auto answer = [&](std::string_view day) {
            return b.post("/client-session/birth-date", R"({"birth_date":")" + std::string(day) + R"("})");
        };
        CHECK(answer("1990-03-02").code == "wrong_birth_date");
        CHECK(b.get("/client-session").status == 401);
        CHECK(answer("1990-02-03").status == 204);
        CHECK(b.get("/client-session").status == 200);

        browser c(app);
        open(c, path_of(link));
        c.csrf = c.get("/client-session/token").at("/csrf");
        for (int i = 0; i < 4; ++i) c.post("/client-session/birth-date", R"({"birth_date":"1991-01-01"})");
        CHECK(c.post("/client-session/birth-date", R"({"birth_date":"1990-02-03"})").status != 204);
        CHECK_FALSE(opens(app, path_of(link)));
    });
}

TEST_CASE("a client's session ends by itself", "[client_links]") {
    on_both({}, [](test_app& app) {
        auto link = link_for(app, app.client("Ben", ""), a_form, 48h);
        browser b(app);
        open(b, path_of(link));
        auto later = [&](std::chrono::minutes by) {
            app.move_clock(by);
            identity::forget_sessions();
            return b.get("/client-session").status;
        };
        for (int i = 0; i < 4; ++i) CHECK(later(59min) == 200);
        CHECK(later(10min) == 401);
        open(b, path_of(link));
        CHECK(later(60min) == 401);
    });
}

TEST_CASE("a link and a user signed in side by side do not mix", "[client_links]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b(app), client(app);
        b.sign_in("ana", good_password);
        open(client, path_of(link_for(app, app.client("Ben", ""), a_form)));
        const auto both = b.cookie + "; " + client.cookie;
        CHECK(b.ask("GET", "/session", {}, {{"cookie", both}}).at("/user/login") == "ana");
        CHECK(b.ask("GET", "/client-session", {}, {{"cookie", both}}).at("/client/given_name") == "Ben");
        CHECK(b.ask("POST", "/client-matches", R"({"given_name":"Ben"})", {{"cookie", both}, {"x-lumbar-csrf", client.csrf}})
                  .status == 403);
    });
}

TEST_CASE("the root key is the owner's alone and is missed when it is gone", "[root_key]") {
    std::string folder = (std::filesystem::temp_directory_path() / "lumbar-key-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()));
    const auto file = folder + "/root.key";
    CHECK_THROWS(identity::open_root_key(folder, false));
    identity::open_root_key(folder, true);
    struct stat about {};
    REQUIRE(stat(file.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    const auto key = identity::derived_key("testtest");
    identity::open_root_key(folder, false);
    CHECK(identity::derived_key("testtest") == key);
    CHECK(identity::derived_key("othertst") != key);
    for (mode_t mode : {0640, 0604, 0660}) {
        chmod(file.c_str(), mode);
        CHECK_THROWS(identity::open_root_key(folder, true));
    }
    chmod(file.c_str(), 0600);
    chmod(folder.c_str(), 0777);
    CHECK_THROWS(identity::open_root_key(folder, true));
    chmod(folder.c_str(), 0700);
    for (std::size_t size : {0, 31, 33}) {
        std::ofstream(file, std::ios::trunc | std::ios::binary) << std::string(size, 'k');
        CHECK_THROWS(identity::open_root_key(folder, true));
    }
    std::filesystem::remove_all(folder);
    identity::use_passing_root_key();
}
