#include "core/src/http/peer_counts.hpp"

namespace lumbar::http {

std::optional<peer_counts::seat> peer_counts::enter(const std::string& address, std::size_t most_per_address, std::size_t most) {
    std::string its_own = address;
    std::lock_guard lock(mutex_);
    auto& count = by_address_[address];
    if (all_ >= most || count >= most_per_address) {
        if (count == 0) by_address_.erase(address);
        return {};
    }
    ++count;
    ++all_;
    return seat(*this, std::move(its_own));
}

void peer_counts::leave(const std::string& address) {
    std::lock_guard lock(mutex_);
    auto found = by_address_.find(address);
    if (found == by_address_.end()) return;
    if (--found->second == 0) by_address_.erase(found);
    --all_;
}

}
