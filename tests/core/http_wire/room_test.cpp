#include "tests/core/http_wire/telling_server.hpp"

#include "core/src/http/body_room.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace lumbar;
using namespace lumbar::http;

namespace {

constexpr std::string_view ask = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::vector<std::unique_ptr<raw_client>> connect_many(unsigned short port, int count, std::string_view saying) {
    std::vector<std::unique_ptr<raw_client>> all;
    for (int i = 0; i < count; ++i) {
        all.push_back(std::make_unique<raw_client>(port));
        all.back()->say(saying);
    }
    return all;
}

server_options room_for(std::size_t connections) {
    server_options options;
    options.connections = connections;
    options.threads = 1;
    return options;
}

}

TEST_CASE("when all connections are taken, those that wait longest make room", "[http][overload]") {
    running r(room_for(16));
    auto idle = connect_many(r.listening->port(), 8, ask);
    for (auto& one : idle) CHECK(one->hear("GET 0").find("200 OK") != std::string::npos);
    auto slow_heads = connect_many(r.listening->port(), 100, "GET /a HTT");
    raw_client desk(r.listening->port());
    desk.say(ask);
    CHECK(desk.hear("GET 0").find("200 OK") != std::string::npos);
    CHECK(idle.front()->hear().empty());  // closed, and nothing but that
}

TEST_CASE("when all connections are at work, the next is told to come again", "[http][overload]") {
    running r(room_for(16));
    auto streams = connect_many(r.listening->port(), 16, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    for (auto& one : streams) CHECK(one->hear("event: hello").find("200 OK") != std::string::npos);
    auto said = raw_client(r.listening->port()).hear();
    CHECK(said.find("HTTP/1.1 503 ") == 0);
    CHECK(said.find("Retry-After: 1") != said.npos);
    streams.pop_back();
    for (bool again = true; again;) {  // until the server has seen that one go
        raw_client next(r.listening->port());
        next.say(ask);
        again = next.hear("GET 0").find("200 OK") == std::string::npos;
    }
}

TEST_CASE("bodies beyond what memory there is for them are refused before they are whole", "[http][overload]") {
    server_options options;
    options.bodies = 500;
    running r(options);
    auto post = [&](std::size_t size) {
        return exchange(r.listening->port(), "POST /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                                                 std::string(size, 'a'));
    };
    for (int i = 0; i < 3; ++i) {
        auto said = post(1000);
        CHECK(said.find("HTTP/1.1 503 ") == 0);
        CHECK(said.find("Retry-After: 1") != said.npos);
    }
    CHECK(r.kernel.asked == 0);
    CHECK(post(400).find("POST 400") != std::string::npos);
}

TEST_CASE("a share of the room for bodies is given back", "[http][overload]") {
    body_room room(100);
    {
        body_room::share one(room), other(room);
        CHECK(one.grow(60));
        CHECK_FALSE(other.grow(60));
    }
    body_room::share next(room);
    CHECK(next.grow(100));
}

TEST_CASE("requests far ahead of their answers end the connection", "[http][overload]") {
    running r;
    std::string many;
    for (int i = 0; i < 100; ++i) many += ask;
    auto said = exchange(r.listening->port(), many);
    CHECK(times(said, "200 OK") >= 16);
    CHECK(times(said, "200 OK") < 100);
    CHECK(said.find("Connection: close") != said.npos);
}

TEST_CASE("a connection serves after it has been idle for long", "[http]") {
    running r;
    raw_client c(r.listening->port());
    c.say(ask);
    c.hear("GET 0");
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));  // long enough for its buffer to be given back
    c.say("GET /a HT");
    c.say("TP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(c.hear("GET 0").find("200 OK") != std::string::npos);
}
