#pragma once

#include "core/src/supervisor/vital_signs.hpp"

#include <sys/types.h>

#include <optional>

namespace lumbar {
namespace [[gnu::visibility("default")]] supervision {

struct stuck {
    const thread_signs* thread;   // null: an event loop, on which nothing was at work
};

// Looks at a server from outside, twice a second, and says when it hangs: an event loop that has not beaten for 5 s; a plugin's
// code that has taken 5 s of processor time in one go, or a minute in all. Slow handlers may take twelve times as long. The
// thread that writes (SQLite) is given 5 s for one handler, by the wall, and a minute for a commit.
class watchdog {
public:
    watchdog(const vital_signs& signs, pid_t server) : signs_(signs), server_(server) {}
    std::optional<stuck> look();

private:
    struct loop_seen {
        std::uint64_t beats = 0;
        int looks = 0;
    };
    struct thread_seen {
        std::uint64_t turn = 0;
        int looks = 0;
        long ticks = 0;          // of processor time, when this turn was first seen
    };
    bool hangs(const thread_signs& one, thread_seen& before);
    const thread_signs* at_work_on(int thread) const;

    const vital_signs& signs_;
    pid_t server_;
    std::array<loop_seen, vital_signs::most_loops> loops_{};
    std::array<thread_seen, vital_signs::most_threads> threads_{};
};

}
}
