#pragma once

#include <atomic>
#include <cstdint>

// What the threads of the server under test ask of the system: calls of the C library and of operator new, counted on their way
// there. The thread that asks the server is left out.
namespace counted_calls {

struct numbers {
    std::atomic<std::uint64_t> sends{0};       // tries count too
    std::atomic<std::uint64_t> receives{0};    // that brought bytes
    std::atomic<std::uint64_t> syncs{0};       // fdatasync and fsync
    std::atomic<std::uint64_t> allocations{0};
};
numbers& all();

// The calling thread's calls do not count from here on.
void leave_this_thread_out();

// Asked by each sync before it is done; null: none is. A disk takes its time.
extern std::atomic<void (*)()> before_sync;

}
