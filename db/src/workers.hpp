#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// A bounded queue and the threads that empty it, each that much nicer than who made it. The destructor finishes what is queued.
class workers {
public:
    workers(int threads, std::size_t limit, int niceness = 0);
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

    const int niceness_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::deque<std::function<void()>> queue_;
    std::size_t limit_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

}
}
