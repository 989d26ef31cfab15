#pragma once

#include "db/src/workers.hpp"

#include <functional>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// Threads of the lowest use to anybody who waits for a page: they hash passwords at a lower priority, so that whoever reads
// meanwhile is served first. With a queue that has an end.
class hashing_pool {
public:
    // Half of the cores hash at once, at least one; 32 wait.
    static hashing_pool& of_process();

    hashing_pool(int threads, std::size_t queue);

    // Runs it there and waits; what it throws comes out of here. Throws too_many_at_once when the queue is full.
    void run(const std::function<void()>& work);

    static int threads_of_process();
    static constexpr std::size_t longest_queue = 32;

private:
    data::workers threads_;
};

}
}
