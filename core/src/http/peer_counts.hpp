#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace lumbar::http {

// Who is connected, over all workers.
class peer_counts {
public:
    // One connection, counted as long as this lives.
    class seat {
    public:
        seat(peer_counts& all, std::string address) : all_(&all), address_(std::move(address)) {}
        seat(seat&& other) noexcept : all_(std::exchange(other.all_, nullptr)), address_(std::move(other.address_)) {}
        seat& operator=(seat&&) = delete;
        ~seat() {
            if (all_) all_->leave(address_);
        }

    private:
        peer_counts* all_;
        std::string address_;
    };

    // Nothing when there are too many already.
    std::optional<seat> enter(const std::string& address, std::size_t most_per_address, std::size_t most);
    std::size_t all() const { return all_; }

private:
    void leave(const std::string& address);

    std::mutex mutex_;
    std::map<std::string, std::size_t> by_address_;
    std::atomic<std::size_t> all_{0};
};

}
