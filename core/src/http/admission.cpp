#include "core/src/http/admission.hpp"

#include <algorithm>

namespace lumbar::http {

std::size_t admission::allowed(moment now) {
    std::size_t finished = 0;
    for (const tenth& one : last_second_)
        if (one.number > number_of(now) - 10) finished += one.finished;
    const auto in_half_a_second = std::max(least, finished / 2);
    if (crowded_last_ && now - *crowded_last_ > patience) crowded_since_.reset();
    if (at_work_ >= in_half_a_second) {
        if (!crowded_since_) crowded_since_ = now;
        crowded_last_ = now;
    }
    const bool lasting = crowded_since_ && now - *crowded_since_ > patience;
    return std::min(most_, lasting ? in_half_a_second : std::max(burst, in_half_a_second));
}

bool admission::take(moment now) {
    std::lock_guard lock(mutex_);
    if (at_work_ >= allowed(now)) return false;
    ++at_work_;
    return true;
}

void admission::leave(moment now) {
    std::lock_guard lock(mutex_);
    --at_work_;
    auto& slot = last_second_[static_cast<std::size_t>(number_of(now) % 10)];
    if (slot.number != number_of(now)) slot = {number_of(now), 0};
    ++slot.finished;
}

std::size_t admission::at_work() const {
    std::lock_guard lock(mutex_);
    return at_work_;
}

}
