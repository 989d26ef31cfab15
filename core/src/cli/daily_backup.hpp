#pragma once

#include "core/src/config/config.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace lumbar::cli {

// Backs up to a file, encrypted when backup.key_file is set; `file` empty: a new one in backup.folder, and the oldest beyond
// backup.keep go. Returns the file. Throws std::runtime_error with a sentence; then there is no new file and none is gone.
std::string back_up_now(const configuration::config& settings, std::string file);

struct backup_on_disk {
    std::string file;
    std::chrono::hours age;
};

// The one in backup.folder that was written last; none when there is none.
std::optional<backup_on_disk> newest_backup(const configuration::config& settings);

// Reads a backup back, to its end: throws std::runtime_error with a sentence when it could not be restored.
void verify_backup(const configuration::config& settings, const std::string& file);

// While it lives, a backup a day in backup.folder; nothing when that is not set. Each is read back once it is made, and the
// newest again at each start and every week. A failure is logged and tried again.
class daily_backup {
public:
    explicit daily_backup(const configuration::config& settings) : settings_(settings) {}
    ~daily_backup() { stop(); }

    // `changed` is called, by a thread of its own, when warning() says something else than before; not after stop().
    void start(std::function<void()> changed);
    void stop();

    // What an admin has to know: that the last attempt failed, or that the newest backup cannot be read back. Safe from any thread.
    std::optional<std::string> warning() const;

private:
    void run();
    bool keep_up();
    void tell(std::optional<std::string> warning);

    const configuration::config settings_;
    std::function<void()> changed_;
    std::string verified_;                       // the file that was read back last, and when; of the thread
    std::chrono::steady_clock::time_point verified_at_;
    mutable std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::optional<std::string> warning_;
    std::thread thread_;
};

}
