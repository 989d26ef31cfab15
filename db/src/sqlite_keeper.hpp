#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace lumbar::data {

// Moves the write-ahead log into the database file on a thread of its own, so that no write waits for it, and keeps the
// log bounded while readers come and go.
class sqlite_keeper {
public:
    // `on_failure` is told when the disk refuses: nothing that is written from then on can be trusted.
    sqlite_keeper(const std::string& file, std::function<void(const std::string&)> on_failure);
    ~sqlite_keeper();

    void start();
    void close();
    // From the writer after each commit: how many pages the log holds.
    void log_has(int pages);

private:
    void serve();

    std::string file_;
    std::function<void(const std::string&)> on_failure_;
    std::mutex mutex_;
    std::condition_variable woken_;
    int pages_ = 0;
    bool closing_ = false;
    std::thread thread_;
};

}
