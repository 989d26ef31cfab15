#pragma once

#include "core/src/http/sockets.hpp"

#include <optional>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// How far a worker is behind with what its clients have sent: requests that wait in their sockets are not at work yet, so the
// kernel's admission does not see them. Of one thread.
class backlog {
public:
    static constexpr auto long_wait = std::chrono::milliseconds(30);
    static constexpr std::chrono::seconds patience{1};
    static constexpr double many = 128;

    // A request has been read; `waited` says how long it lay there (asked now and then, and of each while the worker is behind).
    // True: it is to come again, as more than `many` have waited for long, for longer than `patience`.
    template <class Waited>
    bool too_much(steady::time_point now, Waited waited) {
        count(now);
        if (!since_ && counted_ % 16 != 0) return false;
        const auto time = waited();
        if (since_ && now - last_ > patience) since_.reset();
        if (time < long_wait || std::chrono::duration<double>(time).count() * rate_ < many) return false;
        if (!since_) since_ = now;
        last_ = now;
        return now - *since_ > patience;
    }

private:
    void count(steady::time_point now) {
        ++counted_;
        const auto past = now - began_;
        if (past < std::chrono::milliseconds(100)) return;
        rate_ = counted_ / std::chrono::duration<double>(past).count();
        counted_ = 0;
        began_ = now;
    }

    unsigned counted_ = 0;
    double rate_ = 0;                                // requests a second, of late
    steady::time_point began_, last_;
    std::optional<steady::time_point> since_;        // behind
};

}
}
