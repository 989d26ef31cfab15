#pragma once

#include "core/src/http/connection.hpp"

namespace lumbar::http {

// The events that wait for one listener. send() and close() may come from any thread; the rest is the connection's own.
class event_queue : public event_sink, public std::enable_shared_from_this<event_queue> {
public:
    explicit event_queue(executor where) : wake_(where) {}

    void send(std::string_view event, std::string_view data) override;
    void close() override;
    bool open() const override { return open_; }

    // All that waits, in wire form; empty when nothing does.
    std::string take();
    asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>& wake() { return wake_; }
    void ended() { open_ = false; }

private:
    static constexpr std::size_t most_waiting = 256 * 1024;  // a listener that reads slower than this is let go

    asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor> wake_;
    std::mutex mutex_;
    std::string waiting_;
    std::atomic<bool> open_{true};
};

}
