#include "core/src/http/asker.hpp"

#include <catch2/catch.hpp>

using namespace lumbar::http;

namespace {

struct asked_through {
    server_options options;
    ends between{"10.0.0.2", "10.0.0.9", false};
    incoming head;

    asked_through() {
        options.trusted_proxies = {"10.0.0.0/24"};
        options.hosts = {"desk.example"};
        head.method = "GET";
    }
    incoming request() const {
        incoming out = head;
        REQUIRE(describe("/a", between, options, out));
        return out;
    }
};

}

TEST_CASE("a trusted proxy says who asks and how", "[http][proxy]") {
    asked_through t;
    t.head.headers.set("x-forwarded-for", "203.0.113.9");
    t.head.headers.set("x-forwarded-proto", "https");
    CHECK(t.request().address == "203.0.113.9");
    CHECK(t.request().secure);
    t.head.headers.set("x-forwarded-proto", "http");
    CHECK_FALSE(t.request().secure);
}

TEST_CASE("what a client wrote into X-Forwarded-For itself is not believed", "[http][proxy]") {
    asked_through t;
    t.head.headers.set("x-forwarded-for", "6.6.6.6, 203.0.113.9");
    CHECK(t.request().address == "203.0.113.9");
    t.head.headers.set("x-forwarded-for", "6.6.6.6, 203.0.113.9, 10.0.0.7");  // through a second proxy of ours
    CHECK(t.request().address == "203.0.113.9");
}

TEST_CASE("nobody but a trusted proxy may speak for others", "[http][proxy]") {
    asked_through t;
    t.between.peer = "198.51.100.4";
    for (const char* field : {"X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host", "X-HTTP-Method-Override"})
        t.head.headers.add(field, "127.0.0.1");
    t.head.headers.set("x-forwarded-proto", "https");
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
    t.head.headers.set("x-name", "B\xff" "n");
    incoming out = t.head;
    CHECK_FALSE(describe("/a", t.between, t.options, out));
}
