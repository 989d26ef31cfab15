#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// Which requests are taken when more come than can be served: as many at once as have lately been finished in half a second, so
// that nobody who is taken waits much longer than that. A burst of `burst` is always taken; when it does not get less for
// `patience`, it is no burst. `most` is never exceeded.
class admission {
public:
    using moment = std::chrono::steady_clock::time_point;
    static constexpr std::size_t burst = 256, least = 16;
    static constexpr std::chrono::seconds patience{2};

    explicit admission(std::size_t most) : most_(most) {}

    // One request's place among those at work, given back when it ends.
    class place {
    public:
        explicit place(admission& gate) : gate_(&gate) {}
        place(place&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        place& operator=(place&& other) noexcept { std::swap(gate_, other.gate_); return *this; }
        ~place() { if (gate_) gate_->leave(std::chrono::steady_clock::now()); }

    private:
        admission* gate_;
    };

    // Empty: this one is to come again later.
    std::optional<place> enter() {
        if (!take(std::chrono::steady_clock::now())) return {};
        return place(*this);
    }

    // The same with a clock of the caller's: each take() that is true is followed by one leave().
    bool take(moment now);
    void leave(moment now);
    std::size_t at_work() const;

private:
    struct tenth {
        std::int64_t number = -1;
        std::size_t finished = 0;
    };
    static std::int64_t number_of(moment now) { return now.time_since_epoch() / std::chrono::milliseconds(100); }
    std::size_t allowed(moment now);

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::size_t at_work_ = 0;
    std::array<tenth, 10> last_second_;
    std::optional<moment> crowded_since_, crowded_last_;
};

}
}
