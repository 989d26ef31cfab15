#pragma once

#include "core/src/config/config.hpp"

#include <chrono>
#include <condition_variable>
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

// While it lives, a backup a day in backup.folder; nothing when that is not set. A failure is logged and tried again.
class daily_backup {
public:
    explicit daily_backup(const configuration::config& settings);
    ~daily_backup();

private:
    void run();

    const configuration::config settings_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::thread thread_;
};

}
