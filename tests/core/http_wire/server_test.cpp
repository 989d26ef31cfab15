#include "core/src/http/server.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

using namespace lumbar;
using namespace lumbar::http;

namespace {

// A kernel that tells what reached it. Real sockets on both sides.
class telling_front : public front {
public:
    std::size_t body_limit(std::string_view method, const std::vector<std::string>&) override { return method == "POST" ? 1000 : 0; }
    void handle(incoming request, std::function<void(outgoing)> answer) override {
        ++asked;
        if (!request.segments.empty() && request.segments[0] == "throw") throw std::runtime_error("from the kernel");
        outgoing out;
        if (!request.segments.empty() && request.segments[0] == "events") {
            out.stream = [this](std::shared_ptr<event_sink> sink) {
                std::lock_guard lock(mutex);
                listener = sink;
                sink->send("hello", "{}");
            };
            return answer(std::move(out));
        }
        out.answer.body = request.method + " " + std::to_string(request.body.size());
        if (!request.segments.empty() && request.segments[0] == "slow")
            return std::thread([answer, out] { std::this_thread::sleep_for(std::chrono::milliseconds(300)); answer(out); }).detach();
        answer(std::move(out));
    }
    std::atomic<int> asked{0};
    std::mutex mutex;
    std::shared_ptr<event_sink> listener;
};

struct running {
    telling_front kernel;
    server_options options;
    std::unique_ptr<server> listening;
    running() {
        options.port = 0;
        listening = std::make_unique<server>(kernel, options);
        listening->start();
    }
};

class raw_client {
public:
    explicit raw_client(unsigned short port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        timeval patience{5, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        connected = connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    }
    ~raw_client() { close(fd_); }
    void say(std::string_view text) {
        while (!text.empty()) {
            auto sent = send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    // All that comes until the other side closes, or until `enough` is in it.
    std::string hear(std::string_view enough = {}) {
        std::string all;
        char part[4096];
        for (;;) {
            if (!enough.empty() && all.find(enough) != all.npos) return all;
            auto got = recv(fd_, part, sizeof part, 0);
            if (got <= 0) return all;
            all.append(part, static_cast<std::size_t>(got));
        }
    }
    bool connected = false;

private:
    int fd_;
};

std::string exchange(unsigned short port, std::string_view text) {
    raw_client c(port);
    c.say(text);
    return c.hear();
}

int times(std::string_view text, std::string_view part) {
    int n = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
    return n;
}

}

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
