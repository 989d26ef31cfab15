#include "core/src/http/admission.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <vector>

using namespace lumbar::http;
using namespace std::chrono_literals;

namespace {

// A server that finishes one request after the other, each in `needs`, and requests that come every `apart`.
struct made_up_server {
    admission gate{1024};
    admission::moment now{1000s};
    std::deque<admission::moment> waiting;   // when each that was taken came
    admission::moment busy_until = now;
    std::chrono::milliseconds longest{0};
    int taken = 0, refused = 0, finished = 0;

    void ask() {
        if (!gate.take(now)) { ++refused; return; }
        ++taken;
        waiting.push_back(now);
    }
    void finish_until(admission::moment until, std::chrono::microseconds needs) {
        while (!waiting.empty()) {
            auto done = std::max(busy_until, waiting.front()) + needs;
            if (done > until) return;
            busy_until = done;
            gate.leave(done);
            longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(done - waiting.front()));
            waiting.pop_front();
            ++finished;
        }
    }
    void run(std::chrono::seconds how_long, std::chrono::microseconds apart, std::chrono::microseconds needs) {
        for (const auto end = now + how_long; now < end; now += apart) {
            finish_until(now, needs);
            ask();
        }
    }
};

}

TEST_CASE("at four times what it can serve, a server stays as busy and lets nobody wait for a second", "[http][overload]") {
    for (auto needs : {200us, 500us, 2000us}) {
        made_up_server s;
        s.run(10s, needs / 4, needs);
        CAPTURE(needs.count(), s.longest.count(), s.refused);
        CHECK(s.longest < 1s);
        CHECK(s.finished > 10s / needs * 95 / 100);
        CHECK(s.refused > s.taken * 2);
    }
}

TEST_CASE("a burst is taken whole, and what a server can serve is never refused", "[http][overload]") {
    made_up_server s;
    for (int i = 0; i < 256; ++i) s.ask();
    CHECK(s.refused == 0);
    s.ask();
    CHECK(s.refused == 1);
    s.finish_until(s.now + 1000s, 1ms);
    CHECK(s.gate.at_work() == 0);
    s.now += 1000s;
    s.refused = 0;
    s.run(20s, 1250us, 1000us);
    CHECK(s.refused == 0);
}

TEST_CASE("a burst that lasts is none: a slow server takes fewer", "[http][overload]") {
    made_up_server s;
    s.run(20s, 5ms, 20ms);
    s.longest = 0ms;
    s.run(5s, 5ms, 20ms);
    CHECK(s.longest < 1s);
    s.finish_until(s.now + 10s, 20ms);
    s.now += 10s;
    CHECK(s.gate.at_work() == 0);
    s.refused = 0;
    for (int i = 0; i < 200; ++i) s.ask();
    CHECK(s.refused == 0);
}

TEST_CASE("there is an end to how many are at work", "[http][overload]") {
    admission gate(20);
    std::vector<admission::place> places;
    for (int i = 0; i < 20; ++i) places.push_back(*gate.enter());
    CHECK_FALSE(gate.enter());
    places.pop_back();
    CHECK(gate.enter());
    CHECK(gate.at_work() == 19);
}
