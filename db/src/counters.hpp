#pragma once

#include <atomic>
#include <cstdint>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// What the data layer of this process has done since it started. All but `log_bytes` only grow.
struct counters {
    using number = std::atomic<std::uint64_t>;
    number prepared{0};    // statements made; in a steady state this stands still
    number queries{0};     // statements run
    number commits{0};     // group commits (SQLite), commits (PostgreSQL)
    number writes{0};      // writes that those commits made durable
    number redone{0};      // writes that ran again: one of their batch had ended it (SQLite), or a conflict (PostgreSQL)
    number refused{0};     // reads and writes that found their queue full
    number slow_writes{0}; // writes that held the writer for more than 20 ms (SQLite)
    number stopped{0};     // SQLite writers that an I/O error ended for good
    number log_bytes{0};   // the write-ahead log after the last commit (SQLite)
};

counters& counted();

// One more of something.
inline void add_one(counters::number& n) { n.fetch_add(1, std::memory_order_relaxed); }

}
}
