#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace lumbar::http {

// Remembers for a while what has been recorded, so that a reload of a page is not recorded again. Of bounded size: what
// it has had to forget is recorded once more. Safe to use from any thread.
class recently {
public:
    explicit recently(std::chrono::steady_clock::duration keep) : keep_(keep) {}

    bool knows(const std::string& what) const {
        std::lock_guard lock(mutex_);
        auto there = until_.find(what);
        return there != until_.end() && std::chrono::steady_clock::now() < there->second;
    }

    void remember(std::string what) {
        std::lock_guard lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        if (until_.size() >= most) std::erase_if(until_, [&](auto& entry) { return entry.second <= now; });
        if (until_.size() >= most) until_.clear();
        until_.insert_or_assign(std::move(what), now + keep_);
    }

private:
    static constexpr std::size_t most = 50'000;
    const std::chrono::steady_clock::duration keep_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::chrono::steady_clock::time_point> until_;
};

}
