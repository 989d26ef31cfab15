#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lumbar::http {

// Threads for work that waits, with a queue that has an end.
class work_pool {
public:
    work_pool(int threads, std::size_t queue);
    // Does what is queued, then stops.
    ~work_pool();

    // False when the queue is full; `work` is then not kept. `work` must not throw.
    bool post(std::function<void()> work);

private:
    void run();

    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<std::function<void()>> queue_;
    const std::size_t most_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}
