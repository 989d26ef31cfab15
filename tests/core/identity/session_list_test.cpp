#include "tests/core/identity/browser.hpp"

#include "core/src/application/application.hpp"
#include "core/src/identity/devices.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0";

browser signed_in(test_app& app, std::string_view login, std::string_view agent = firefox) {
    browser b(app);
    const auto body = R"({"login":")" + std::string(login) + R"(","password":")" + std::string(good_password) + R"("})";
    auto in = b.ask("POST", "/session", body, {{"user-agent", std::string(agent)}});
    REQUIRE(in.status == 200);
    b.keep(in);
    return b;
}

struct window : http::event_sink {
    void send(std::string_view event, std::string_view) override { last = event; }
    void close() override { closed = true; }
    bool open() const override { return !closed; }
    std::string last;
    std::atomic<bool> closed{false};
};

// An open window of this browser.
std::shared_ptr<window> listen(test_app& app, const browser& b) {
    http::incoming in;
    in.method = "GET";
    in.segments = {"api", "v1", "events"};
    in.headers = {{"host", "127.0.0.1:8080"}, {"cookie", b.cookie}};
    in.address = "127.0.0.1";
    in.secure = true;
    std::promise<http::outgoing> answered;
    app.application().front().handle(std::move(in), [&](http::outgoing out) { answered.set_value(std::move(out)); });
    auto out = answered.get_future().get();
    REQUIRE(out.answer.status == 200);
    auto sink = std::make_shared<window>();
    out.stream(sink);
    return sink;
}

bool closes(const window& w) {
    for (int waited = 0; waited < 3000 && !w.closed; ++waited) std::this_thread::sleep_for(20ms);
    return w.closed;
}

}

TEST_CASE("a browser is told in words", "[identity]") {
    using identity::device_words;
    CHECK(device_words(firefox) == "Firefox on Windows");
    CHECK(device_words("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36") ==
          "Chrome on Linux");
    CHECK(device_words("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0") == "Edge on Windows");
    CHECK(device_words("Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) Version/17.1 Safari/604.1") == "Safari on iPhone");
    CHECK(device_words("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36") == "Chrome on Android");
    CHECK(device_words("curl/7.88.1") == "A program");
    CHECK(device_words("") == "A program");
    CHECK(device_words("Firefox/115.0 <script>") == "A program");
}

TEST_CASE("somebody sees where they are signed in, and ends one or all others", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        somebody(app, "ben", {"therapist"});
        browser desk = signed_in(app, "ana");
        app.move_clock(2min);
        browser phone = signed_in(app, "ana", "Mozilla/5.0 (iPhone) Safari/604.1");
        browser other = signed_in(app, "ben");

        auto list = desk.get("/account/sessions");
        REQUIRE(list.count() == 2);
        CHECK(list.at("/0/this_one") == "true");
        CHECK(list.at("/0/device") == "Firefox on Windows");
        CHECK(list.at("/1/this_one") == "false");
        CHECK(list.at("/1/device") == "Safari on iPhone");
        CHECK(list.at("/1/address") == "127.0.0.1");
        CHECK(list.at("/1/signed_in_at") == to_text(app.now()));
        CHECK(list.json.find("token") == std::string::npos);

        // Another's is not theirs to end.
        auto of_ben = other.get("/account/sessions").at("/0/id");
        CHECK(desk.post("/account/sessions/" + of_ben + "/end").code == "session_not_found");
        CHECK(other.get("/session").status == 200);

        CHECK(desk.post("/account/sessions/" + list.at("/1/id") + "/end").status == 204);
        CHECK(phone.get("/session").status == 401);
        CHECK(desk.post("/account/sessions/" + list.at("/1/id") + "/end").status == 404);

        browser tablet = signed_in(app, "ana"), laptop = signed_in(app, "ana");
        CHECK(desk.post("/account/sessions/end-others").status == 204);
        CHECK(tablet.get("/session").status == 401);
        CHECK(laptop.get("/session").status == 401);
        CHECK(desk.get("/account/sessions").count() == 1);
        CHECK(other.get("/session").status == 200);
    });
}

TEST_CASE("sessions that have idled away or ended are not listed", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser old = signed_in(app, "ana");
        app.move_clock(16min);
        browser gone = signed_in(app, "ana");
        gone.post("/session/end");
        browser now = signed_in(app, "ana");
        auto list = now.get("/account/sessions");
        CHECK(list.count() == 1);
        CHECK(list.at("/0/this_one") == "true");
    });
}

TEST_CASE("an admin sees and ends the sessions of others, with a recent password", "[identity]") {
    on_both({}, [](test_app& app) {
        auto ana = somebody(app, "ana", {"therapist"});
        auto boss = somebody(app, "boss", {"admin"});
        browser a = signed_in(app, "ana"), b = signed_in(app, "boss");
        auto list = b.get("/users/" + ana + "/sessions");
        REQUIRE(list.count() == 1);
        CHECK(list.at("/0/this_one") == "false");
        const auto end = [&](const row_id& user) {
            return b.post("/users/" + user + "/sessions/" + list.at("/0/id") + "/end");
        };
        CHECK(a.get("/users/" + ana + "/sessions").status == 403);
        CHECK(end(boss).code == "session_not_found");
        CHECK(end(ana).status == 204);
        CHECK(a.get("/session").status == 401);
        CHECK(b.get("/users/01890000-0000-7000-8000-000000000000/sessions").status == 404);
    });
}

TEST_CASE("a session that ends closes its open windows at once and no others", "[identity]") {
    kit::app_options live;
    live.background = true;
    on_both({}, [](test_app& app) {
        auto id = somebody(app, "ana", {"therapist"});
        somebody(app, "boss", {"admin"});
        browser desk = signed_in(app, "ana"), phone = signed_in(app, "ana"), boss = signed_in(app, "boss");
        auto on_desk = listen(app, desk), on_phone = listen(app, phone), of_boss = listen(app, boss);
        auto list = desk.get("/account/sessions");
        CHECK(desk.post("/account/sessions/" + list.at("/1/id") + "/end").status == 204);
        CHECK(closes(*on_phone));
        CHECK(on_phone->last == "signed_out");
        CHECK_FALSE(on_desk->closed);

        CHECK(boss.post("/users/" + id + "/end-sessions").status == 204);
        CHECK(closes(*on_desk));
        CHECK_FALSE(of_boss->closed);
        CHECK(of_boss->last.empty());
        CHECK(boss.post("/session/end").status == 204);
        CHECK(closes(*of_boss));
    }, live);
}

TEST_CASE("a password given again leaves the windows open", "[identity]") {
    on_both({}, [](test_app& app) {
        somebody(app, "ana", {"therapist"});
        browser b = signed_in(app, "ana");
        auto w = listen(app, b);
        CHECK(b.post("/session/proof", R"({"password":")" + std::string(good_password) + R"("})").status == 200);
        app.application().live().check();
        CHECK_FALSE(w->closed);
        app.move_clock(16min);
        app.application().live().check();
        CHECK(w->closed);
    });
}
