#include "db/src/workers.hpp"

#include "db/src/counters.hpp"

#include <sys/resource.h>

namespace lumbar::data {

workers::workers(int threads, std::size_t limit, int niceness, std::chrono::milliseconds patience, std::function<void()> idle)
    : niceness_(niceness), patience_(patience), idle_(std::move(idle)), limit_(limit) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

workers::~workers() { close(); }

bool workers::post(std::function<void()> work) {
    {
        std::lock_guard lock(mutex_);
        if (closing_ || queue_.size() >= limit_) {
            add_one(counted().refused);
            return false;
        }
        queue_.push_back(std::move(work));
    }
    woken_.notify_one();
    return true;
}

std::size_t workers::waiting() {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

void workers::close() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    woken_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

// Until there is something to do, or nothing will come any more.
void workers::wait(std::unique_lock<std::mutex>& lock, bool worked) {
    const auto woken = [&] { return closing_ || !queue_.empty(); };
    if (worked && idle_ && !woken_.wait_for(lock, patience_, woken)) {
        lock.unlock();
        idle_();
        lock.lock();
    }
    woken_.wait(lock, woken);
}

// On Linux the niceness is the thread's, not the process's. Without it the work is done as well.
void workers::serve() {
    if (niceness_ != 0) setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + niceness_);
    std::unique_lock lock(mutex_);
    for (bool worked = false;; worked = true) {
        wait(lock, worked);
        if (queue_.empty()) return;
        auto work = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        work();
        work = nullptr;
        lock.lock();
    }
}

}
