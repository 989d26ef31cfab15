#include "core/src/identity/hashing_pool.hpp"

#include "core/src/identity/passwords.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <future>

namespace lumbar::identity {
namespace {

// Low enough that a thread which wakes up for a read takes the core at once, high enough that signing in goes on under load.
constexpr int niceness = 10;

}

int hashing_pool::threads_of_process() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2); }

hashing_pool& hashing_pool::of_process() {
    static hashing_pool pool(threads_of_process(), longest_queue);
    return pool;
}

hashing_pool::hashing_pool(int threads, std::size_t queue) : most_(queue) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

hashing_pool::~hashing_pool() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void hashing_pool::run(const std::function<void()>& work) {
    std::packaged_task<void()> task(work);
    auto done = task.get_future();
    {
        std::lock_guard lock(mutex_);
        if (queue_.size() >= most_) throw too_many_at_once{};
        queue_.push_back([&task] { task(); });
    }
    more_.notify_one();
    done.get();
}

// On Linux the niceness is the thread's, not the process's. Without it hashing works as well.
void hashing_pool::serve() {
    setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + niceness);
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock(mutex_);
            more_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            work = std::move(queue_.front());
            queue_.pop_front();
        }
        work();
    }
}

}
