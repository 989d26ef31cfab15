#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

// The gate of a plugin: counts the calls inside and, once closed, lets no new one in. Safe to use from any thread.
class lease {
public:
    lease() = default;
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;

    // True: the caller is inside and owes one leave(). False: closed.
    bool enter();
    void leave();

    // Lets nobody in any more and waits until all have left; false when `timeout` came first (it stays closed).
    bool close_and_drain(std::chrono::milliseconds timeout);
    void reopen();

    std::uint64_t inside() const;

private:
    static constexpr std::uint64_t closed = std::uint64_t{1} << 63;
    std::atomic<std::uint64_t> state_{0};
    std::mutex mutex_;
    std::condition_variable left_;
};

// Inside a lease for as long as it lives; empty when it was closed, true without a lease (core's own routes).
class lease_hold {
public:
    lease_hold() = default;
    explicit lease_hold(std::shared_ptr<lease> gate);
    lease_hold(lease_hold&& other) noexcept = default;
    lease_hold& operator=(lease_hold&& other) noexcept;
    ~lease_hold();

    bool inside() const { return open_; }

private:
    std::shared_ptr<lease> gate_;
    bool open_ = true;
};

inline bool lease::enter() {
    if (!(state_.fetch_add(1) & closed)) return true;
    leave();
    return false;
}

inline void lease::leave() {
    if (state_.fetch_sub(1) - 1 != closed) return;
    std::lock_guard lock(mutex_);
    left_.notify_all();
}

inline bool lease::close_and_drain(std::chrono::milliseconds timeout) {
    state_.fetch_or(closed);
    std::unique_lock lock(mutex_);
    return left_.wait_for(lock, timeout, [this] { return state_.load() == closed; });
}

inline void lease::reopen() { state_.fetch_and(~closed); }

inline std::uint64_t lease::inside() const { return state_.load() & ~closed; }

inline lease_hold::lease_hold(std::shared_ptr<lease> gate) : gate_(std::move(gate)) {
    open_ = !gate_ || gate_->enter();
    if (!open_) gate_.reset();
}

inline lease_hold& lease_hold::operator=(lease_hold&& other) noexcept {
    if (gate_) gate_->leave();
    gate_ = std::move(other.gate_);
    open_ = other.open_;
    return *this;
}

inline lease_hold::~lease_hold() {
    if (gate_) gate_->leave();
}

}
}
