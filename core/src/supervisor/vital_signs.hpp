#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] supervision {

// A plugin and what of it ran: a route's template, an event, an extension point. Ids and words of the source, ended by zero.
struct mark {
    char plugin[64];
    char what[128];
};

// As much of `text` as there is room for.
template <std::size_t N>
void put(char (&into)[N], std::string_view text) {
    into[text.copy(into, N - 1)] = 0;
}

// What runs on one thread of the server, innermost last. Readable while the thread runs and after it has crashed.
struct thread_signs {
    static constexpr int most = 4;                    // deeper ones are counted, not named
    std::atomic<int> thread;                          // its number; 0: this place is free
    std::atomic<int> depth;
    std::atomic<std::uint64_t> turn;                  // grows each time something is entered or left
    std::atomic<bool> slow;                           // a handler that may take its time
    std::atomic<bool> writer;                         // the one that writes: who holds it holds up everybody
    std::array<mark, most> marks;
};

// The memory that a server shares with its supervisor: plain bytes, whole whatever becomes of the server.
struct vital_signs {
    static constexpr std::size_t most_loops = 64, most_threads = 256, most_quarantined = 16;
    std::atomic<bool> has_served;                     // it was about to accept connections; stays when it ends itself
    std::atomic<bool> serving;                        // from just before the first connection until the server ends itself
    std::array<std::atomic<std::uint64_t>, most_loops> beats;
    std::array<std::atomic<int>, most_loops> loop_threads;  // where each loop runs
    std::array<thread_signs, most_threads> threads;
    std::atomic<int> crashed_thread;                  // 0: no thread of the server has caught a fatal signal
    std::atomic<std::size_t> quarantined;             // valid entries below: the supervisor's word to the next server
    std::array<mark, most_quarantined> quarantine;
};

// Makes the shared memory; what this process tells from now on goes there. Throws std::system_error.
vital_signs& share_vital_signs();
// Null in a process without a supervisor: what follows does nothing then.
vital_signs* shared_vital_signs();

// An event loop is alive; each has a number. One that has beaten once must go on.
void beat(std::size_t loop);
void now_serving(bool serving);
// This thread is the one that writes, and has something to do from now on, or no more.
void writer_at_work(bool yes);

// From now on a fatal signal leaves the number of its thread, also when the thread's stack is full, and ends the process as
// before.
void leave_a_mark_when_crashing();

// A plugin's code runs on this thread for as long as it lives.
class running {
public:
    running(std::string_view plugin, std::string_view what, bool slow = false);
    ~running();
    running(const running&) = delete;
    running& operator=(const running&) = delete;
};

// The two halves of `running`, where no scope fits.
void enter(std::string_view plugin, std::string_view what, bool slow);
void leave();

struct quarantined_plugin {
    std::string id;
    std::string what;
};
// What the supervisor says must stay off, until quarantine_stored().
std::vector<quarantined_plugin> quarantined_plugins();
void quarantine_stored();

}
}
