#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace lumbar::data {

// One thread waits here for what another has done. It may go as soon as wait() returns (a std::promise may not: its
// set_value() can still be at work then).
class completion {
public:
    void finish(std::exception_ptr error) {
        std::lock_guard lock(mutex_);
        error_ = std::move(error);
        done_ = true;
        woken_.notify_one();
    }

    // Throws what the other thread handed over.
    void wait() {
        std::unique_lock lock(mutex_);
        woken_.wait(lock, [&] { return done_; });
        if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    }

private:
    std::mutex mutex_;
    std::condition_variable woken_;
    bool done_ = false;
    std::exception_ptr error_;
};

}
