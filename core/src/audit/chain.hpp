#pragma once

#include "core/src/audit/head_file.hpp"

#include <lumbar/database.hpp>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace lumbar {
namespace [[gnu::visibility("default")]] audit {

// What a walk along the whole chain found. `broken` is the number of the first entry that is not as it was sealed.
struct verification {
    bool intact = true;
    std::int64_t entries = 0;      // sealed entries that were looked at
    std::int64_t unsealed = 0;     // the newest ones, not sealed yet
    std::int64_t broken = 0;
    std::string finding;           // a sentence; empty when intact
};

// Recomputes h_n = BLAKE2b(key, h_(n-1) || entry_n) from the first entry on: finds the first that was edited, removed or
// moved, and entries cut off at the end. Whoever cuts them off together with the database's own mark is found by `head`, if it
// was written after them (read it before the call: the log goes on).
verification verify(database& db, const std::optional<chain_head>& head = {});

// PostgreSQL: seals what all servers have written, a few times a second and one at a time. Nothing on SQLite, whose writer
// seals in each commit.
class sealer {
public:
    explicit sealer(database& db);
    ~sealer();

private:
    void run();

    database& db_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::thread thread_;
};

}
}
