#include "db/src/sqlite_keeper.hpp"

#include "db/src/sqlite_connection.hpp"

namespace lumbar::data {

using namespace sqlite_api;

namespace {

constexpr int worth_moving = 1000; // pages
constexpr int too_many = 8 * 1024; // 32 MiB: then wait for readers, so that the log starts anew

}

sqlite_keeper::sqlite_keeper(const std::string& file, std::function<void(const std::string&)> on_failure)
    : file_(file), on_failure_(std::move(on_failure)) {}

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

void sqlite_keeper::serve() {
    std::unique_ptr<sqlite_connection> on;
    while (true) {
        int pages = 0;
        {
            std::unique_lock lock(mutex_);
            woken_.wait(lock, [&] { return closing_ || pages_ > 0; });
            if (closing_) return;
            pages = std::exchange(pages_, 0);
        }
        try {
            if (!on)
                on = std::make_unique<sqlite_connection>(file_, sqlite_connection::use::writing, std::chrono::milliseconds(0));
        } catch (const std::exception&) {
            continue; // no descriptors, say: the next commit asks again
        }
        sqlite3_busy_timeout(on->handle(), 250);
        int mode = pages >= too_many ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
        int code = sqlite3_wal_checkpoint_v2(on->handle(), nullptr, mode, nullptr, nullptr);
        if ((code & 0xff) == SQLITE_IOERR)
            on_failure_("the database file could not be written: checkpoint, SQLite " + std::to_string(code));
    }
}

}
