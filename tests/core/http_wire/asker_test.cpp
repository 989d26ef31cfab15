#include "core/src/http/asker.hpp"

#include <catch2/catch.hpp>

using namespace lumbar::http;
namespace beast = boost::beast;

namespace {

struct asked_through {
    server_options options;
    ends between{"10.0.0.2", "10.0.0.9", false};
    beast::http::request_header<> head;

    asked_through() {
        options.trusted_proxies = {"10.0.0.0/24"};
        options.hosts = {"desk.example"};
        head.method(beast::http::verb::get);
        head.target("/a");
    }
    incoming request() const {
        incoming out;
        REQUIRE(describe(head, between, options, out));
        return out;
    }
};

}

TEST_CASE("a trusted proxy says who asks and how", "[http][proxy]") {
    asked_through t;
    t.head.set("X-Forwarded-For", "203.0.113.9");
    t.head.set("X-Forwarded-Proto", "https");
    CHECK(t.request().address == "203.0.113.9");
    CHECK(t.request().secure);
    t.head.set("X-Forwarded-Proto", "http");
    CHECK_FALSE(t.request().secure);
}

TEST_CASE("what a client wrote into X-Forwarded-For itself is not believed", "[http][proxy]") {
    asked_through t;
    t.head.set("X-Forwarded-For", "6.6.6.6, 203.0.113.9");
    CHECK(t.request().address == "203.0.113.9");
    t.head.set("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.0.0.7");  // through a second proxy of ours
    CHECK(t.request().address == "203.0.113.9");
}

TEST_CASE("nobody but a trusted proxy may speak for others", "[http][proxy]") {
    asked_through t;
    t.between.peer = "198.51.100.4";
    for (const char* field : {"X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host", "X-HTTP-Method-Override"})
        t.head.set(field, "127.0.0.1");
    t.head.set("X-Forwarded-Proto", "https");
    CHECK(t.request().address == "198.51.100.4");
    CHECK_FALSE(t.request().secure);
    CHECK(t.request().method == "GET");
}

TEST_CASE("only this server's names are answered for", "[http][proxy]") {
    asked_through t;
    for (const char* good : {"desk.example", "DESK.example:8443", "10.0.0.9", "localhost:8080", "127.0.0.1"}) {
        CAPTURE(good);
        CHECK(answers_for(good, t.between, t.options));
    }
    for (const char* bad : {"evil.example", "desk.example.evil.example", "10.0.0.2", "xdesk.example"}) {
        CAPTURE(bad);
        CHECK_FALSE(answers_for(bad, t.between, t.options));
    }
}

TEST_CASE("a field that is not UTF-8 is refused", "[http][proxy]") {
    asked_through t;
    t.head.set("X-Name", "B\xff" "n");
    incoming out;
    CHECK_FALSE(describe(t.head, t.between, t.options, out));
}
