#include "core/src/identity/hashing_pool.hpp"

#include "core/src/identity/argon2.hpp"
#include "core/src/identity/passwords.hpp"

#include <algorithm>
#include <future>

namespace lumbar::identity {
namespace {

// Low enough that a thread which wakes up for a read takes the core at once, high enough that signing in goes on under load.
constexpr int niceness = 10;

// A storm of sign-ins finds the memory there; a clinic at work has it for itself.
constexpr std::chrono::seconds memory_is_kept{1};

}

int hashing_pool::threads_of_process() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2); }

hashing_pool& hashing_pool::of_process() {
    static hashing_pool pool(threads_of_process(), longest_queue);
    return pool;
}

hashing_pool::hashing_pool(int threads, std::size_t queue) : threads_(threads, queue, niceness, memory_is_kept, argon2::let_go) {}

void hashing_pool::run(const std::function<void()>& work) {
    std::packaged_task<void()> task(work);
    auto done = task.get_future();
    if (!threads_.post([&task] { task(); })) throw too_many_at_once{};
    done.get();
}

}
