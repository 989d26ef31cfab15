#include "db/src/sqlite_keeper.hpp"

#include <algorithm>

namespace lumbar::data {

using namespace sqlite_api;

namespace {

constexpr std::uint64_t page_bytes = 4096;
constexpr int worth_moving = 1000; // pages
constexpr int little = 512;        // pages; the writer may move them between two commits
constexpr int long_log = 4096;     // pages; every reader looks through it
constexpr int longest_log = 8192;  // pages; from here on the writer moves it rather than adding to it

}

sqlite_keeper::sqlite_keeper(const std::string& file, const database_options& options,
                             surroundings around)
    : file_(file), options_(options), around_(std::move(around)) {}

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
    if (pages < in_log_.exchange(pages)) moved_ = 0;  // it has started anew
    if (pages - moved_ < worth_moving) return;
    {
        std::lock_guard lock(mutex_);
        if (std::exchange(pages_, pages) > 0) return;
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
        around_.look_at_readers();
        if (pages == 0) continue;
        tell_length(pages);
        move_log();
    }
}

// Once for each time that it grows so long.
void sqlite_keeper::tell_length(int pages) {
    const auto bytes = static_cast<std::uint64_t>(pages) * page_bytes;
    if (bytes < options_.log_alarm / 2) told_ = false;
    if (bytes < options_.log_alarm || std::exchange(told_, true) || !options_.notice) return;
    options_.notice({storage_notice::kind::log_is_long, {}, static_cast<std::int64_t>(bytes)});
}

// While it is at it more is written. Only a log that was moved whole starts anew: when little is left, the writer moves that.
void sqlite_keeper::move_log() {
    try {
        if (!on_) on_ = std::make_unique<sqlite_connection>(file_, sqlite_connection::use::writing, std::chrono::milliseconds(0));
    } catch (const std::exception&) {
        return; // no descriptors, say: the next commit asks again
    }
    int before = -1;
    for (int rounds = 0; rounds < 4 && moved_ > before && in_log_ - moved_ > little && !writer_waits_; ++rounds) {
        before = moved_;
        std::lock_guard one(moving_);
        checkpoint(*on_);
    }
    if (in_log_ > long_log) rest_is_wanted_ = true;
}

// A writer that is faster than the keeper waits for it, and moves what is left. A reader may hold all that up, so that it tries again
// only when there is as much more.
void sqlite_keeper::between_commits(sqlite_connection& writers) {
    const int pages = in_log_;
    if (pages < tried_at_) tried_at_ = 0; // it has started anew
    const bool too_long = pages > longest_log && pages - tried_at_ > worth_moving;
    if (!too_long && !(rest_is_wanted_.load(std::memory_order_relaxed) && rest_is_wanted_.exchange(false))) return;
    writer_waits_ = too_long;
    std::lock_guard one(moving_);
    checkpoint(writers);
    tried_at_ = pages;
    writer_waits_ = false;
}

void sqlite_keeper::checkpoint(sqlite_connection& on) {
    int moved = 0;
    around_.moving_log(true);
    const int code = sqlite3_wal_checkpoint_v2(on.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, &moved);
    around_.moving_log(false);
    if (code == SQLITE_OK) moved_ = moved;
    if ((code & 0xff) == SQLITE_IOERR)
        around_.on_failure("the database file could not be written: checkpoint, SQLite " + std::to_string(code));
}

}
