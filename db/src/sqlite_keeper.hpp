#pragma once

#include "db/src/sqlite_connection.hpp"

#include <lumbar/database.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace lumbar::data {

// Moves the write-ahead log into the database file on a thread of its own, so that hardly a write waits for it, and keeps the
// log bounded while readers come and go: a read that stays is ended, and a log that grows all the same is told.
class sqlite_keeper {
public:
    // What it tells and asks, on a thread of its own or the writer's.
    struct surroundings {
        std::function<void(const std::string&)> on_failure; // the disk refuses: nothing that is written from then on can be trusted
        std::function<void()> look_at_readers;              // again and again, more often than a read may last
        std::function<void(bool)> moving_log;               // the log is about to be moved (true), and has been
    };
    sqlite_keeper(const std::string& file, const database_options& options, surroundings around);
    ~sqlite_keeper();

    void start();
    void close();
    // From the writer after each commit: how many pages the log holds.
    void log_has(int pages);
    // From the writer's thread, with its connection, while no transaction is open: moves the last of a long log when little is left,
    // and all of it when it has become far too long.
    void between_commits(sqlite_connection& writers);

private:
    void serve();
    int next_pages(std::unique_lock<std::mutex>& lock);
    void move_log();
    // Moves what no reader needs, and tells when the disk refuses.
    void checkpoint(sqlite_connection& on);
    void tell_length(int pages);

    std::string file_;
    const database_options& options_;
    surroundings around_;
    std::unique_ptr<sqlite_connection> on_;
    bool told_ = false;
    std::mutex mutex_;
    std::condition_variable woken_;
    int pages_ = 0;
    std::atomic<int> in_log_{0}, moved_{0};  // pages: in the log, and how many of them in the file
    std::atomic<bool> rest_is_wanted_{false};
    std::mutex moving_; // one moves it at a time
    std::atomic<bool> writer_waits_{false};
    int tried_at_ = 0; // pages in the log when the writer last moved it; of its thread
    bool closing_ = false;
    std::thread thread_;
};

}
