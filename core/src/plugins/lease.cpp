#include "core/src/plugins/lease.hpp"

#include <utility>

namespace lumbar {
namespace plugins {

bool lease::enter() {
    if (!(state_.fetch_add(1) & closed)) return true;
    leave();
    return false;
}

void lease::leave() {
    if (state_.fetch_sub(1) - 1 != closed) return;
    std::lock_guard lock(mutex_);
    left_.notify_all();
}

bool lease::close_and_drain(std::chrono::milliseconds timeout) {
    state_.fetch_or(closed);
    std::unique_lock lock(mutex_);
    return left_.wait_for(lock, timeout, [this] { return state_.load() == closed; });
}

void lease::reopen() { state_.fetch_and(~closed); }

std::uint64_t lease::inside() const { return state_.load() & ~closed; }

lease_hold::lease_hold(std::shared_ptr<lease> gate) : gate_(std::move(gate)) {
    open_ = !gate_ || gate_->enter();
    if (!open_) gate_.reset();
}

lease_hold& lease_hold::operator=(lease_hold&& other) noexcept {
    if (gate_) gate_->leave();
    gate_ = std::move(other.gate_);
    open_ = other.open_;
    return *this;
}

lease_hold::~lease_hold() {
    if (gate_) gate_->leave();
}

}
}
