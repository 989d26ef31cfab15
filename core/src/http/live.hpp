#pragma once

#include "core/src/http/exchange.hpp"

#include <lumbar/row_id.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// The open windows of this process and what they are told: an event's name with ids and versions, never more.
// Safe to use from any thread.
class live_events {
public:
    // Asks every `check_every` whether each window's session still stands.
    explicit live_events(std::chrono::milliseconds check_every = std::chrono::seconds(5));
    ~live_events();

    // `still_welcome` is asked now and then, may wait and may throw (the window then stays for now).
    void add(std::shared_ptr<event_sink> sink, row_id session, std::function<bool()> still_welcome);

    // To every window. `json` is one line.
    void publish(std::string_view event, std::string_view json);

    // Tells the windows of this session "signed_out" and closes them.
    void close_session(const row_id& session);
    void close_all();

    // Closes the windows whose session has ended meanwhile, here or on another server; drops those that have gone.
    void check();

    std::size_t open_windows() const;

private:
    struct window {
        std::shared_ptr<event_sink> sink;
        row_id session;
        std::function<bool()> still_welcome;
    };
    std::vector<window> windows() const;
    void close(const std::vector<std::shared_ptr<event_sink>>& gone);
    void watch(std::chrono::milliseconds every);

    mutable std::mutex mutex_;
    std::vector<window> windows_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::thread watcher_;
};

}
}
