#include "core/src/http/framing.hpp"
#include "core/src/http/target.hpp"
#include "core/src/http/wire.hpp"

#include <catch2/catch.hpp>

using namespace lumbar::http;

namespace {
std::string head(std::string_view fields, std::string_view line = "POST /x HTTP/1.1") {
    return std::string(line) + "\r\n" + std::string(fields) + "\r\n";
}
int status_of(const std::string& raw) { return vet_head(raw).status; }
}

TEST_CASE("a plain head passes and says how long the body is", "[http]") {
    const auto plain = head("Host: desk.example:8080\r\nContent-Length: 12\r\n");
    auto v = vet_head(plain);  // refers to its text
    CHECK(v.status == 0);
    CHECK(v.content_length == 12);
    CHECK(v.host == "desk.example:8080");
    CHECK(vet_head(head("Host: a\r\nTransfer-Encoding: chunked\r\n")).chunked);
}

TEST_CASE("a head that two readers could frame in two ways is refused", "[http]") {
    for (std::string fields : {
             "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 3\r\nContent-Length: 3\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: xchunked\r\n",
             "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding: gzip\r\nContent-Length: 3\r\n",
             "Content-Length: +3\r\n", "Content-Length: 0x3\r\n", "Content-Length: 3, 3\r\n", "Content-Length:\r\n",
             "Content-Length: 18446744073709551616\r\n", "Content-Length: 9223372036854775808\r\n", "X: a\r\n folded\r\n",
             "X: a\x01" "b\r\n", "X : a\r\n", ": a\r\n", "X: a\rb\r\n", "no colon\r\n"}) {
        CAPTURE(fields);
        CHECK(status_of(head("Host: a\r\n" + fields)) == 400);
    }
    CHECK(status_of(head("Transfer-Encoding: chunked\r\n", "POST /x HTTP/1.0")) == 400);
}

TEST_CASE("exactly one well-formed host is needed", "[http]") {
    CHECK(status_of(head("")) == 400);
    CHECK(status_of(head("Host: a\r\nHost: a\r\n")) == 400);
    CHECK(status_of(head("Host: a/b\r\n")) == 400);
    CHECK(status_of(head("Host: \r\n")) == 400);
    CHECK(status_of(head("Host: [::1]:80\r\n")) == 0);
    CHECK(status_of(head("Host: a:99999\r\n")) == 400);
    CHECK(status_of(head("Host: a:80.evil\r\n")) == 400);
    const auto absolute = head("Host: a\r\n", "GET http://evil.example/x HTTP/1.1");
    CHECK(vet_head(absolute).host == "evil.example");
    CHECK(status_of(head("Host: a\r\n", "GET http://b@a/x HTTP/1.1")) == 400);
    CHECK(status_of(head("", "GET / HTTP/1.0")) == 0);
}

TEST_CASE("limits of a head answer with their own status", "[http]") {
    CHECK(status_of(head("Host: a\r\n", "GET /" + std::string(9000, 'a') + " HTTP/1.1")) == 414);
    std::string many = "Host: a\r\n";
    for (int i = 0; i < 100; ++i) many += "X: 1\r\n";
    CHECK(status_of(head(many)) == 431);
    CHECK(status_of(head("Host: a\r\nX: " + std::string(17000, 'a') + "\r\n")) == 431);
    CHECK(status_of(head("Host: a\r\n", "TRACE / HTTP/1.1")) == 501);
    CHECK(status_of(head("Host: a\r\n", "CONNECT a:1 HTTP/1.1")) == 501);
    CHECK(status_of(head("Host: a\r\n", "GET / HTTP/2.0")) == 505);
    CHECK(status_of(head("Host: a\r\n", "GET  / HTTP/1.1")) == 400);
}

TEST_CASE("a target is decoded once and refused when it means two things", "[http]") {
    target t;
    REQUIRE(read_target("/api/v1/clients?q=M%C3%BCl+ler&x=%2B", t));
    CHECK(t.segments == std::vector<std::string>{"api", "v1", "clients"});
    CHECK(t.queries[0].second == "Mül ler");
    CHECK(t.queries[1].second == "+");
    CHECK(read_target("http://desk.example/a/b", t));
    CHECK(t.segments.size() == 2);
    CHECK(read_target("/a%252fb", t));
    CHECK(t.segments[0] == "a%2fb");
    for (auto bad : {"/a%2fb", "/a%00b", "/%zz", "/%4", "/../etc", "/a/./b", "/a//b", "/%ff", "/%c0%af", "/%ed%a0%80", "a", ""}) {
        CAPTURE(bad);
        CHECK_FALSE(read_target(bad, t));
    }
}

TEST_CASE("addresses are matched with ranges of both families", "[http]") {
    CHECK(in_range("10.1.2.3", "10.0.0.0/8"));
    CHECK_FALSE(in_range("11.1.2.3", "10.0.0.0/8"));
    CHECK(in_range("10.0.0.1", "10.0.0.1"));
    CHECK(in_range("2001:db8::1", "2001:db8::/32"));
    CHECK_FALSE(in_range("10.0.0.1", "2001:db8::/32"));
    CHECK_FALSE(in_range("name", "10.0.0.0/8"));
    CHECK_FALSE(in_range("10.0.0.1", "10.0.0.0/33"));
    CHECK(host_name("Desk.Example:8080") == "desk.example");
    CHECK(host_name("[::1]:80") == "[::1]");
}
