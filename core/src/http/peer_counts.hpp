#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>

namespace lumbar::http {

// Who is connected, over all workers.
class peer_counts {
public:
    // False when there are too many already; leave() is then not due.
    bool enter(const std::string& address, std::size_t most_per_address, std::size_t most);
    void leave(const std::string& address);
    std::size_t all() const { return all_; }

private:
    std::mutex mutex_;
    std::map<std::string, std::size_t> by_address_;
    std::atomic<std::size_t> all_{0};
};

}
