#include "core/src/http/live.hpp"

#include <algorithm>

namespace lumbar {
namespace http {

live_events::live_events(std::chrono::milliseconds check_every) : watcher_([this, check_every] { watch(check_every); }) {}

live_events::~live_events() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    watcher_.join();
}

void live_events::add(std::shared_ptr<event_sink> sink, row_id session, std::function<bool()> still_welcome) {
    std::lock_guard lock(mutex_);
    windows_.push_back({std::move(sink), std::move(session), std::move(still_welcome)});
}

void live_events::publish(std::string_view event, std::string_view json) {
    for (const auto& window : windows()) window.sink->send(event, json);
}

void live_events::close_session(const row_id& session) {
    std::vector<std::shared_ptr<event_sink>> gone;
    for (const auto& window : windows())
        if (window.session == session) gone.push_back(window.sink);
    close(gone);
}

void live_events::close_all() {
    std::vector<window> all;
    {
        std::lock_guard lock(mutex_);
        all.swap(windows_);
    }
    for (const auto& window : all) window.sink->close();
}

void live_events::check() {
    std::vector<std::shared_ptr<event_sink>> gone;
    for (const auto& window : windows()) {
        bool welcome = true;
        try {
            welcome = window.sink->open() && window.still_welcome();
        } catch (const std::exception&) {
            // The database cannot say: nobody is thrown out for that.
        }
        if (!welcome) gone.push_back(window.sink);
    }
    close(gone);
}

std::size_t live_events::open_windows() const {
    std::lock_guard lock(mutex_);
    return windows_.size();
}

std::vector<live_events::window> live_events::windows() const {
    std::lock_guard lock(mutex_);
    return windows_;
}

void live_events::close(const std::vector<std::shared_ptr<event_sink>>& gone) {
    {
        std::lock_guard lock(mutex_);
        std::erase_if(windows_, [&](const window& w) { return std::find(gone.begin(), gone.end(), w.sink) != gone.end(); });
    }
    for (const auto& sink : gone) {
        if (sink->open()) sink->send("signed_out", "{}");
        sink->close();
    }
}

void live_events::watch(std::chrono::milliseconds every) {
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, every, [this] { return stopping_; })) {
        lock.unlock();
        check();
        lock.lock();
    }
}

}
}
