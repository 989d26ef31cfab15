#include "tests/core/http_wire/telling_server.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace lumbar;
using namespace lumbar::http;

namespace {

constexpr std::string_view ask = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Asks on kept connections, one request after the other, until the server can no longer be reached.
struct steady_client {
    explicit steady_client(unsigned short port) : port_(port), thread_([this] { run(); }) {}
    void run() {
        for (;;) {
            raw_client c(port_);
            if (!c.connected) return;
            for (bool kept = true; kept;) {
                c.say(ask);
                auto said = c.hear("GET 0");
                kept = said.find("Connection: keep-alive") != said.npos;
                if (said.empty()) break;
                if (said.find("HTTP/1.1 200 OK") == 0 && said.find("GET 0") != said.npos) ++answered;
                else ++broken;
            }
        }
    }
    const unsigned short port_;
    std::atomic<int> answered{0}, broken{0};
    std::thread thread_;
};

}

TEST_CASE("a server that stops under load answers every request that it has taken", "[http][drain]") {
    running r;
    std::vector<std::unique_ptr<steady_client>> clients;
    for (int i = 0; i < 8; ++i) clients.push_back(std::make_unique<steady_client>(r.listening->port()));
    while (r.kernel.asked < 500) std::this_thread::yield();
    r.listening->drain_and_stop(std::chrono::seconds(20));
    int answered = 0;
    for (auto& one : clients) {
        one->thread_.join();
        answered += one->answered;
        CHECK(one->broken == 0);
    }
    CHECK(answered == r.kernel.asked);
}

TEST_CASE("what was sent before the server stopped is answered, quiet connections are closed", "[http][drain]") {
    running r;
    raw_client quiet(r.listening->port());
    quiet.say(ask);
    quiet.hear("GET 0");
    raw_client busy(r.listening->port()), streaming(r.listening->port());
    streaming.say("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    streaming.hear("event: hello");
    busy.say("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    while (r.kernel.asked < 3) std::this_thread::yield();
    r.listening->drain_and_stop(std::chrono::seconds(20));
    auto said = busy.hear();
    CHECK(said.find("200 OK") != said.npos);
    CHECK(said.find("Connection: close") != said.npos);
    CHECK(quiet.hear().empty());
    streaming.hear();
}
