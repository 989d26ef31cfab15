#include "db/src/sqlite_keeper.hpp"

#include <algorithm>

namespace lumbar::data {

using namespace sqlite_api;

namespace {

constexpr std::uint64_t page_bytes = 4096;
constexpr int worth_moving = 1000; // pages
constexpr int too_many = 8 * 1024; // 32 MiB: then wait for readers, so that the log starts anew

}

sqlite_keeper::sqlite_keeper(const std::string& file, const database_options& options,
                             std::function<void(const std::string&)> on_failure, std::function<void()> look_at_readers)
    : file_(file), options_(options), on_failure_(std::move(on_failure)), look_at_readers_(std::move(look_at_readers)) {}

sqlite_keeper::~sqlite_keeper() { close(); }

void sqlite_keeper::close() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void sqlite_keeper::start() {
    thread_ = std::thread([this] { serve(); });
}

void sqlite_keeper::log_has(int pages) {
    if (pages < worth_moving) return;
    {
        std::lock_guard lock(mutex_);
        pages_ = pages;
    }
    woken_.notify_one();
}

// How many pages the log holds when that is worth moving; 0 when it is time to look at the readers.
int sqlite_keeper::next_pages(std::unique_lock<std::mutex>& lock) {
    const auto pause = std::min<std::chrono::milliseconds>(std::chrono::seconds(5), options_.longest_read / 4);
    woken_.wait_for(lock, pause, [&] { return closing_ || pages_ > 0; });
    return std::exchange(pages_, 0);
}

void sqlite_keeper::serve() {
    while (true) {
        int pages = 0;
        {
            std::unique_lock lock(mutex_);
            pages = next_pages(lock);
            if (closing_) return;
        }
        look_at_readers_();
        if (pages == 0) continue;
        tell_length(pages);
        move_log(pages);
    }
}

// Once for each time that it grows so long.
void sqlite_keeper::tell_length(int pages) {
    const auto bytes = static_cast<std::uint64_t>(pages) * page_bytes;
    if (bytes < options_.log_alarm / 2) told_ = false;
    if (bytes < options_.log_alarm || std::exchange(told_, true) || !options_.notice) return;
    options_.notice({storage_notice::kind::log_is_long, {}, static_cast<std::int64_t>(bytes)});
}

void sqlite_keeper::move_log(int pages) {
    try {
        if (!on_) on_ = std::make_unique<sqlite_connection>(file_, sqlite_connection::use::writing, std::chrono::milliseconds(0));
    } catch (const std::exception&) {
        return; // no descriptors, say: the next commit asks again
    }
    sqlite3_busy_timeout(on_->handle(), 250);
    int mode = pages >= too_many ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
    int code = sqlite3_wal_checkpoint_v2(on_->handle(), nullptr, mode, nullptr, nullptr);
    if ((code & 0xff) == SQLITE_IOERR)
        on_failure_("the database file could not be written: checkpoint, SQLite " + std::to_string(code));
}

}
