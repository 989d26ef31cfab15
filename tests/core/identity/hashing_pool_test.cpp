#include "core/src/identity/hashing_pool.hpp"
#include "core/src/identity/passwords.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>

using namespace lumbar::identity;

TEST_CASE("passwords are hashed at a lower priority than everything else", "[identity]") {
    hashing_pool pool(1, 1);
    int inside = 0;
    pool.run([&] { inside = getpriority(PRIO_PROCESS, 0); });
    CHECK(inside == std::min(19, getpriority(PRIO_PROCESS, 0) + 10));
}

TEST_CASE("what a hash throws comes out where it was asked for", "[identity]") {
    hashing_pool pool(1, 1);
    CHECK_THROWS_AS(pool.run([] { throw std::runtime_error("no memory"); }), std::runtime_error);
    bool done = false;
    pool.run([&] { done = true; });
    CHECK(done);
}

TEST_CASE("a few hashes wait, the rest is refused at once, and nothing that waited is lost", "[identity]") {
    hashing_pool pool(1, 2);
    std::promise<void> entered, leave;
    std::atomic<int> done{0}, refused{0};
    std::thread first([&] {
        pool.run([&] {
            entered.set_value();
            leave.get_future().wait();
        });
    });
    entered.get_future().wait();
    std::vector<std::thread> others;
    for (int i = 0; i < 5; ++i)
        others.emplace_back([&] {
            try {
                pool.run([&] { ++done; });
            } catch (const too_many_at_once&) {
                ++refused;
            }
        });
    while (refused < 3) std::this_thread::yield();
    CHECK(done == 0);
    leave.set_value();
    first.join();
    for (auto& other : others) other.join();
    CHECK(done == 2);
    CHECK(refused == 3);
}
