#include "core/src/http/channel.hpp"

#include "core/src/http/framing.hpp"

#include <algorithm>
#include <array>

namespace lumbar::http {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t buffer_bytes = 32 * 1024;
constexpr int most_lingering_reads = 2048;  // of 8 KiB: what a browser may still be sending when its body was refused
constexpr auto handshake_time = 10s, head_time = 10s, idle_time = 30s, write_time = 20s;

}

template <class Stream>
channel<Stream>::channel(worker& home, Stream stream) : home_(home), stream_(std::move(stream)), buffer_(buffer_bytes) {
    home_.connections.insert(this);
}

template <class Stream>
channel<Stream>::~channel() {
    home_.connections.erase(this);
}

template <class Stream>
socket_type& channel<Stream>::lowest() {
    if constexpr (secured) return stream_.next_layer();
    else return stream_;
}

template <class Stream>
void channel<Stream>::cut() {
    error_code ignored;
    lowest().cancel(ignored);
    lowest().close(ignored);
}

// The read that waits is ended; read_head then waits without a buffer.
template <class Stream>
void channel<Stream>::rest() {
    if (secured || resting_) return;
    resting_ = true;
    error_code ignored;
    lowest().cancel(ignored);
}

// Waits without a buffer until something can be read.
template <class Stream>
awaitable<bool> channel<Stream>::sleep() {
    buffer_.shrink_to_fit();
    auto [failed] = co_await lowest().async_wait(asio::socket_base::wait_read, no_throw);
    co_return !failed;
}

template <class Stream>
void channel<Stream>::leave() {
    error_code failed;
    if (lowest().available(failed) == 0) cut();
}

template <class Stream>
awaitable<bool> channel<Stream>::shake_hands() {
    if constexpr (secured) {
        deadline = steady::now() + handshake_time;
        auto [failed] = co_await stream_.async_handshake(asio::ssl::stream_base::server, no_throw);
        co_return !failed;
    }
    co_return true;
}

template <class Stream>
awaitable<bool> channel<Stream>::read_more() {
    auto room = std::min<std::size_t>(buffer_.max_size() - buffer_.size(), 8192);
    if (room == 0) co_return false;
    auto space = buffer_.prepare(room);
    auto [failed, got] = co_await stream_.async_read_some(space, no_throw);
    if (failed) co_return false;
    buffer_.commit(got);
    co_return true;
}

template <class Stream>
awaitable<std::size_t> channel<Stream>::read_head() {
    waiting_since = steady::now();
    deadline = waiting_since + idle_time;
    idle = true;
    bool started = false;
    for (;;) {
        if (buffer_.size() > 0 && !started) {
            started = true;
            idle = false;
            deadline = steady::now() + head_time;
        }
        auto end = buffered().find("\r\n\r\n");
        if (end != std::string_view::npos || buffer_.size() > head_limits{}.head) {
            waiting_since = steady::time_point::max();
            co_return end == std::string_view::npos ? buffer_.size() : end + 4;
        }
        bool more = co_await read_more();
        if (!more && resting_ && lowest().is_open()) more = co_await sleep();
        resting_ = false;
        if (!more) co_return 0;
    }
}

template <class Stream>
awaitable<bool> channel<Stream>::write(std::string_view first, std::string_view second) {
    const auto began = steady::now();
    deadline = began + write_time;
    std::size_t all = 0;
    while (!first.empty() || !second.empty()) {
        if (all > 0) deadline = std::min(steady::now(), began + std::chrono::seconds(all / 1024)) + write_time;
        std::array<asio::const_buffer, 2> parts = {asio::buffer(first.data(), first.size()), asio::buffer(second.data(), second.size())};
        auto [failed, sent] = co_await stream_.async_write_some(parts, no_throw);
        if (failed) co_return false;
        all += sent;
        auto of_first = std::min(sent, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(sent - of_first);
    }
    co_return true;
}

template <class Stream>
awaitable<> channel<Stream>::until_gone() {
    char byte[256];
    for (;;) {
        auto space = asio::buffer(byte);
        auto [failed, got] = co_await stream_.async_read_some(space, no_throw);
        if (failed) co_return;
    }
}

// Closing with bytes unread would reset the connection and could lose the answer on its way.
template <class Stream>
awaitable<> channel<Stream>::linger() {
    error_code failed;
    if (!lowest().is_open()) co_return;
    deadline = steady::now() + 2s;
    idle = true;
    if constexpr (secured) {
        co_await stream_.async_shutdown(no_throw);
    } else {
        stream_.shutdown(asio::ip::tcp::socket::shutdown_send, failed);
        for (int reads = 0; reads < most_lingering_reads && !failed; ++reads) {
            buffer_.clear();
            bool more = co_await read_more();
            if (!more) break;
        }
    }
    lowest().close(failed);
}

template class channel<socket_type>;
template class channel<tls_stream>;

}
