#include "db/src/workers.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <memory>

using namespace lumbar::data;
using namespace std::chrono_literals;

namespace {

void run(workers& threads) {
    auto done = std::make_shared<std::promise<void>>();
    REQUIRE(threads.post([done] { done->set_value(); }));
    done->get_future().wait();
}

}

TEST_CASE("a thread that has had nothing to do for a while says so once after each spell of work", "[db]") {
    std::mutex mutex;
    std::condition_variable said;
    int times = 0;
    workers threads(1, 8, 0, 1ms, [&] {
        std::lock_guard lock(mutex);
        ++times;
        said.notify_one();
    });
    const auto said_by_now = [&](int expected) {
        std::unique_lock lock(mutex);
        return said.wait_for(lock, 10s, [&] { return times == expected; });
    };
    CHECK_FALSE([&] {
        std::unique_lock lock(mutex);
        return said.wait_for(lock, 50ms, [&] { return times > 0; });
    }());
    run(threads);
    CHECK(said_by_now(1));
    run(threads);
    CHECK(said_by_now(2));
    std::this_thread::sleep_for(50ms);
    CHECK(said_by_now(2));
}

TEST_CASE("threads that wait to say that they are idle still end at once", "[db]") {
    bool said = false;
    workers threads(1, 8, 0, 1h, [&] { said = true; });
    run(threads);
    threads.close();
    CHECK_FALSE(said);
}
