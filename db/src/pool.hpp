#pragma once

#include "db/src/store_state.hpp"

#include <lumbar/database_error.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace lumbar::data {

// At most `size` connections, made when first needed, handed out one thread at a time, the last used first.
template <class C>
class pool {
public:
    pool(int size, std::chrono::milliseconds patience, std::function<std::unique_ptr<C>()> make)
        : most_(size), free_places_(size), patience_(patience), make_(std::move(make)) {}

    pool_state state() {
        std::lock_guard lock(mutex_);
        const auto in_use = static_cast<std::size_t>(most_ - free_places_);
        return {static_cast<std::size_t>(most_), in_use + idle_.size(), in_use};
    }

    class lease {
    public:
        explicit lease(pool& from) : from_(from), held_(from.take()) {}
        // Without waiting: holds nothing unless a connection that has been made lies idle.
        lease(pool& from, std::try_to_lock_t) : from_(from), held_(from.take_idle()), taken_(held_ != nullptr) {}
        ~lease() {
            if (taken_) from_.give(std::move(held_));
        }
        lease(const lease&) = delete;
        lease& operator=(const lease&) = delete;
        C& operator*() const { return *held_; }
        C* operator->() const { return held_.get(); }
        // False after discard(), after a renew() that failed, and when there was none without waiting.
        bool held() const { return held_ != nullptr; }
        // Gives the connection up and makes another in its place.
        void renew() {
            held_.reset();
            held_ = from_.make_();
        }
        // Gives the connection up; the next lease makes another.
        void discard() { held_.reset(); }

    private:
        pool& from_;
        std::unique_ptr<C> held_;
        bool taken_ = true;
    };

private:
    std::unique_ptr<C> take() {
        std::unique_lock lock(mutex_);
        if (!returned_.wait_for(lock, patience_, [&] { return free_places_ > 0; }))
            throw database_error(database_fault::busy, "all connections are in use");
        --free_places_;
        if (!idle_.empty()) {
            auto one = std::move(idle_.back());
            idle_.pop_back();
            return one;
        }
        lock.unlock();
        try {
            return make_();
        } catch (...) {
            give(nullptr);
            throw;
        }
    }

    std::unique_ptr<C> take_idle() {
        std::lock_guard lock(mutex_);
        if (free_places_ == 0 || idle_.empty()) return nullptr;
        --free_places_;
        auto one = std::move(idle_.back());
        idle_.pop_back();
        return one;
    }

    void give(std::unique_ptr<C> one) {
        {
            std::lock_guard lock(mutex_);
            ++free_places_;
            if (one) idle_.push_back(std::move(one));
        }
        returned_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<C>> idle_;
    const int most_;
    int free_places_;
    std::chrono::milliseconds patience_;
    std::function<std::unique_ptr<C>()> make_;
};

}
