#pragma once

#include <atomic>
#include <cstddef>

namespace lumbar::http {

// The memory that the bodies of requests may take together: without such an end, many that are each within their limit could
// use it up.
class body_room {
public:
    explicit body_room(std::size_t most) : most_(most) {}

    // What one body takes of it, given back when it ends.
    class share {
    public:
        explicit share(body_room& of) : of_(of) {}
        share(const share&) = delete;
        share& operator=(const share&) = delete;
        ~share() { of_.taken_ -= held_; }

        // False when that is more than is left.
        bool grow(std::size_t bytes) {
            held_ += bytes;
            return (of_.taken_ += bytes) <= of_.most_;
        }

    private:
        body_room& of_;
        std::size_t held_ = 0;
    };

private:
    const std::size_t most_;
    std::atomic<std::size_t> taken_{0};
};

}
