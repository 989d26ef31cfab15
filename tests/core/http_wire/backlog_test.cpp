#include "core/src/http/backlog.hpp"

#include <catch2/catch.hpp>

using namespace lumbar::http;
using namespace std::chrono_literals;

namespace {

// A worker that reads one request after the other, oldest first: one that it takes costs `taken`, one that it refuses `refused`.
struct made_up_worker {
    backlog behind;
    std::chrono::nanoseconds now = 1000s, longest{0};
    int served = 0, sent_away = 0;

    void run(std::chrono::seconds how_long, std::chrono::nanoseconds apart, std::chrono::nanoseconds taken, std::chrono::nanoseconds refused) {
        const auto end = now + how_long;
        for (auto came = now; came < end; came += apart) {
            now = std::max(now, came);
            const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(now - came);
            longest = std::max(longest, now - came);
            const bool away = behind.too_much(steady::time_point(now), [&] { return waited; });
            ++(away ? sent_away : served);
            now += away ? refused : taken;
        }
    }
};

}

TEST_CASE("a worker that falls behind sends away what it cannot take, soon", "[http][overload]") {
    made_up_worker w;
    w.run(5s, 25us, 100us, 10us);
    w.longest = 0ns;
    w.served = w.sent_away = 0;
    w.run(10s, 25us, 100us, 10us);
    CAPTURE(w.longest.count(), w.served, w.sent_away);
    CHECK(w.longest < 50ms);
    CHECK(w.sent_away > w.served);
    CHECK(w.served > 10s / 100us / 2);
    w.sent_away = 0;
    w.now += 10s;
    w.run(10s, 125us, 100us, 10us);
    CHECK(w.sent_away == 0);
}

TEST_CASE("a slow machine with little to do sends nobody away", "[http][overload]") {
    made_up_worker w;
    for (int i = 0; i < 10'000; ++i) {
        w.now += 10ms;
        CHECK_FALSE(w.behind.too_much(steady::time_point(w.now), [] { return 200ms; }));
    }
}

TEST_CASE("a short standstill sends nobody away", "[http][overload]") {
    made_up_worker w;
    for (int i = 0; i < 20; ++i) {
        w.run(2s, 125us, 100us, 10us);
        w.now += 90ms;
        w.run(2s, 125us, 100us, 10us);
    }
    CHECK(w.sent_away == 0);
}
