#include "core/src/http/event_stream.hpp"

#include "core/src/http/event_queue.hpp"
#include "core/src/http/wire.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace lumbar::http {

using namespace std::chrono_literals;

template <class Stream>
awaitable<> send_events(const std::shared_ptr<channel<Stream>>& to, outgoing& out, const std::atomic<bool>& draining) {
    constexpr auto heartbeat = 15s;
    auto queue = std::make_shared<event_queue>();
    timer_type wake(to->home().io);
    event_queue::listener listening(queue, wake);
    out.answer.content_type = "text/event-stream";
    std::string head = answer_head(out.answer, {}, false) + "retry: 1000\n\n";
    bool sent = co_await to->write(head);
    if (sent) out.stream(queue);
    to->idle = true;
    auto listen = [to, queue]() -> awaitable<> { co_await to->until_gone(); queue->close(); };
    asio::co_spawn(to->home().io, listen, asio::detached);
    while (sent && queue->open() && !draining) {
        to->deadline = steady::time_point::max();
        std::string text = queue->take();
        if (text.empty()) {
            wake.expires_after(heartbeat);
            co_await wake.async_wait(no_throw);
            text = queue->take();
            if (text.empty()) text = ": still here\n\n";
        }
        sent = co_await to->write(text);
    }
    std::string rest = queue->take();
    if (sent && !rest.empty()) co_await to->write(rest);
    to->cut();
}

template awaitable<> send_events(const std::shared_ptr<channel<socket_type>>&, outgoing&, const std::atomic<bool>&);
template awaitable<> send_events(const std::shared_ptr<channel<tls_stream>>&, outgoing&, const std::atomic<bool>&);

}
