#include "tests/core/http_wire/telling_server.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace lumbar::http;

TEST_CASE("requests on one connection are answered in order", "[http]") {
    running r;
    auto said = exchange(r.listening->port(),
        "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "POST /b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
        "POST /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        "HEAD /d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(times(said, "HTTP/1.1 200 OK") == 4);
    CHECK(said.find("GET 0") < said.find("POST 5"));
    CHECK(said.find("POST 5") < said.find("POST 3"));
    CHECK(said.substr(said.size() - 4) == "\r\n\r\n");
}

TEST_CASE("bytes that an answer holds follow its body and are counted with it", "[http]") {
    running r;
    const std::string ask = " /held HTTP/1.1\r\nHost: localhost\r\n", close = "Connection: close\r\n\r\n";
    auto said = exchange(r.listening->port(), "GET" + ask + "\r\nGET" + ask + "\r\nHEAD" + ask + close);
    CHECK(times(said, "HTTP/1.1 200 OK") == 3);
    CHECK(times(said, "Content-Length: 1005\r\n") == 3);
    CHECK(times(said, "\r\n\r\nGET 0" + std::string(1000, 'h')) == 2);
    CHECK(times(said, "hHTTP/1.1") == 2);
    CHECK(said.ends_with("\r\n\r\n"));
}

TEST_CASE("no bytes after a refused head are read as a request", "[http]") {
    running r;
    for (std::string bad : {"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n",
                            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n",
                            "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30\r\n\r\n"}) {
        auto said = exchange(r.listening->port(), bad + "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
        CAPTURE(bad, said);
        CHECK(times(said, "HTTP/1.1 ") == 1);
        CHECK(said.find("Connection: close") != said.npos);
    }
    CHECK(r.kernel.asked == 0);
}

TEST_CASE("a body over its limit is refused, chunked too", "[http]") {
    running r;
    CHECK(exchange(r.listening->port(), "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n").find(" 413 ") != std::string::npos);
    std::string chunks = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 20; ++i) chunks += "40\r\n" + std::string(64, 'a') + "\r\n";
    CHECK(exchange(r.listening->port(), chunks + "0\r\n\r\n").find(" 413 ") != std::string::npos);
}

TEST_CASE("endless trailers and chunk extensions end the connection, not the server", "[http]") {
    running r;
    std::string start = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    exchange(r.listening->port(), start + "0\r\nX: " + std::string(70000, 'a') + "\r\n\r\n");
    exchange(r.listening->port(), start + "1;" + std::string(200000, 'e') + "\r\na\r\n0\r\n\r\n");
    CHECK(exchange(r.listening->port(), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").find("200 OK") != std::string::npos);
}

TEST_CASE("a foreign host name is misdirected", "[http]") {
    running r;
    CHECK(exchange(r.listening->port(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").find(" 421 ") != std::string::npos);
}

TEST_CASE("an exception out of the kernel leaves the server running", "[http]") {
    running r;
    exchange(r.listening->port(), "GET /throw HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(exchange(r.listening->port(), "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").find("200 OK") != std::string::npos);
}

TEST_CASE("a stream is sent as it happens and ends when its listener goes", "[http]") {
    running r;
    std::shared_ptr<event_sink> sink;
    {
        raw_client c(r.listening->port());
        c.say("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        auto said = c.hear("event: hello\ndata: {}\n\n");
        CHECK(said.find("text/event-stream") != said.npos);
        std::lock_guard lock(r.kernel.mutex);
        sink = r.kernel.listener;
        sink->send("plugins", "{\"generation\":2}");
        CHECK(c.hear("generation\":2").find("event: plugins") != std::string::npos);
    }
    for (int i = 0; i < 200 && sink->open(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK_FALSE(sink->open());
}

TEST_CASE("a drain lets a running request finish and takes no more", "[http]") {
    running r;
    auto port = r.listening->port();
    raw_client busy(port);
    busy.say("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    while (r.kernel.asked == 0) std::this_thread::yield();
    r.listening->drain_and_stop(std::chrono::seconds(5));
    CHECK(busy.hear().find("200 OK") != std::string::npos);
    CHECK_FALSE(raw_client(port).connected);
}

TEST_CASE("a taken port is named in the refusal", "[http]") {
    running r;
    telling_front other;
    server_options options;
    options.port = r.listening->port();
    CHECK_THROWS_WITH(server(other, options), Catch::Contains("taken by another program"));
}
