#include "tests/core/http_wire/telling_server.hpp"

#include "core/src/http/worker.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace lumbar::http;
using namespace std::chrono_literals;

namespace {

struct quiet_one : watched {
    void cut() override { is_cut = true; }
    void leave() override { has_left = true; }
    void rest() override { rests = true; }
    bool is_cut = false, has_left = false, rests = false;
};

struct watched_by_one {
    worker home;
    std::vector<std::unique_ptr<quiet_one>> all;
    quiet_one& add() {
        all.push_back(std::make_unique<quiet_one>());
        home.connections.insert(all.back().get());
        return *all.back();
    }
    ~watched_by_one() { home.connections.clear(); }
};

const steady::time_point now{1000s};

}

TEST_CASE("what is overdue is cut, what is idle gives its memory back", "[http]") {
    watched_by_one w;
    auto& late = w.add();
    late.deadline = now - 1ms;
    auto& in_time = w.add();
    in_time.deadline = now + 1ms;
    auto& idle = w.add();
    idle.idle = true;
    idle.waiting_since = now - 5s;
    w.home.look_after(now);
    CHECK(late.is_cut);
    CHECK_FALSE(in_time.is_cut);
    CHECK_FALSE(in_time.rests);
    CHECK(idle.rests);
    CHECK_FALSE(idle.is_cut);
}

TEST_CASE("those that wait longest make room, and nobody who is at work", "[http][overload]") {
    watched_by_one w;
    auto& at_work = w.add();
    CHECK_FALSE(w.home.make_room());
    for (int i = 0; i < 32; ++i) w.add().waiting_since = now - std::chrono::seconds(i);
    CHECK(w.home.make_room());
    CHECK_FALSE(at_work.is_cut);
    for (int i = 0; i < 32; ++i) CHECK(w.all[static_cast<std::size_t>(i + 1)]->is_cut == (i >= 29));
}

TEST_CASE("a server that stops waits for who was served a moment ago", "[http][drain]") {
    watched_by_one w;
    auto& quiet = w.add();
    quiet.idle = true;
    quiet.waiting_since = now - 1s;
    auto& just_served = w.add();
    just_served.idle = true;
    just_served.waiting_since = now - 10ms;
    auto& stream = w.add();
    stream.idle = true;
    auto& at_work = w.add();
    w.home.let_go(now);
    CHECK(quiet.has_left);
    CHECK(stream.has_left);
    CHECK_FALSE(just_served.has_left);
    CHECK_FALSE(at_work.has_left);
}

TEST_CASE("one address has its share of the connections", "[http][overload]") {
    peer_counts peers;
    std::vector<std::optional<peer_counts::seat>> seats;
    for (int i = 0; i < 3; ++i) CHECK(seats.emplace_back(peers.enter("10.0.0.1", 3, 5)));
    CHECK_FALSE(peers.enter("10.0.0.1", 3, 5));
    CHECK(seats.emplace_back(peers.enter("10.0.0.2", 3, 5)));
    CHECK(seats.emplace_back(peers.enter("10.0.0.3", 3, 5)));
    CHECK_FALSE(peers.enter("10.0.0.4", 3, 5));
    CHECK(peers.all() == 5);
    seats.front().reset();
    CHECK(peers.all() == 4);
    CHECK(seats.emplace_back(peers.enter("10.0.0.1", 3, 5)));
    seats.clear();
    CHECK(peers.all() == 0);
}

TEST_CASE("who does not finish a head or a body is let go", "[http]") {
    running r;
    raw_client head(r.listening->port()), body(r.listening->port());
    head.say("GET /a HTTP/1.1\r\nHost: local");
    body.say("POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
    CHECK(head.hear().empty());
    CHECK(body.hear().empty());
    CHECK(head.ended);
    CHECK(body.ended);
    CHECK(r.kernel.asked == 0);
}
