#pragma once

#include <lumbar/database.hpp>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace lumbar {
namespace [[gnu::visibility("default")]] audit {

// Where the chain ended at some moment, kept outside the database: what is cut off the end of the log, and the database's own
// mark with it, is still missed. One line of text; a digest with the root key vouches for it.
struct chain_head {
    std::int64_t seq = 0;
    std::string chain;
    utc_ms at;
};

// `folder`/audit-head
std::string head_file_in(const std::string& folder);

// The end of the chain as the database has it now.
chain_head head_of(database& db);

// Empty when there is no such file. Throws std::runtime_error with a sentence when it is not as it was written.
std::optional<chain_head> read_head(const std::string& file);
// Whole or not at all: beside it first, then renamed. Not synced.
void write_head(const std::string& file, const chain_head& head);

// Writes the head beside the data each second in which it has changed, and at the end. It never replaces a head that the log
// does not go through any more: that file is the proof. No write waits for it.
class head_keeper {
public:
    head_keeper(database& db, const std::string& folder);
    ~head_keeper();

private:
    void run();
    void keep();

    database& db_;
    const std::string file_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    bool told_ = false;
    std::thread thread_;
};

}
}
