#pragma once

#include "core/src/http/exchange.hpp"
#include "core/src/http/sockets.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace lumbar::http {

// The events that wait for one listener. send() and close() may come from any thread, and after the connection has gone.
class event_queue : public event_sink, public std::enable_shared_from_this<event_queue> {
public:
    // The connection's own side: while one lives, `wake` is cancelled when something waits or the queue closes.
    class listener {
    public:
        listener(std::shared_ptr<event_queue> queue, timer_type& wake) : queue_(std::move(queue)) { queue_->listen(&wake); }
        ~listener() { queue_->listen(nullptr); }
        listener(const listener&) = delete;
        listener& operator=(const listener&) = delete;

    private:
        std::shared_ptr<event_queue> queue_;
    };

    void send(std::string_view event, std::string_view data) override;
    void close() override;
    bool open() const override { return open_; }

    // All that waits, in wire form; empty when nothing does.
    std::string take();

private:
    static constexpr std::size_t most_waiting = 256 * 1024;  // a listener that reads slower than this is let go

    void listen(timer_type* wake);
    void wake_up();

    std::mutex mutex_;
    std::string waiting_;
    timer_type* wake_ = nullptr;  // of the connection, on its thread; null before and after
    std::atomic<bool> open_{true};
};

}
