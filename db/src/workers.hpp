#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// A bounded queue and the threads that empty it, each that much nicer than who made it. A thread that has had nothing to do for
// `patience` since its last work calls `idle`, once, which must not throw. The destructor finishes what is queued.
class workers {
public:
    workers(int threads, std::size_t limit, int niceness = 0, std::chrono::milliseconds patience = {}, std::function<void()> idle = {});
    ~workers();
    workers(const workers&) = delete;
    workers& operator=(const workers&) = delete;

    // False when the queue is full or closing. `work` must not throw.
    bool post(std::function<void()> work);
    std::size_t waiting();
    // Takes no more, finishes what is queued and ends the threads.
    void close();

private:
    void serve();
    void wait(std::unique_lock<std::mutex>& lock, bool worked);

    const int niceness_;
    const std::chrono::milliseconds patience_;
    const std::function<void()> idle_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::deque<std::function<void()>> queue_;
    std::size_t limit_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

}
}
