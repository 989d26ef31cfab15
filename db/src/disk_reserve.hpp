#pragma once

#include <cstdint>
#include <string>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// Space on the disk of a database that nobody uses while there is other: "<file>-reserve". Given back to the disk when that is
// full, it lets a few small writes through that matter then. Not safe to use from two threads at once.
class disk_reserve {
public:
    // Of so many bytes, 0 for none. What an earlier process has set aside is found again; else take() is tried.
    disk_reserve(const std::string& database_file, std::uint64_t bytes);

    bool held() const { return held_; }
    // Gives it to the disk. False when there was none to give.
    bool release();
    // Sets it aside when the disk has twice as much free; true when it is held then.
    bool take();

private:
    std::string file_;
    std::uint64_t bytes_;
    bool held_ = false;
};

}
}
