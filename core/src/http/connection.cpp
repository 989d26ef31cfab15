#include "core/src/http/connection.hpp"

#include "core/src/http/event_queue.hpp"
#include "core/src/http/target.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace lumbar::http {

namespace beast = boost::beast;
using namespace std::chrono_literals;
using boost::system::error_code;

namespace {

template <class T = void>
using awaitable = asio::awaitable<T, executor>;
constexpr asio::use_awaitable_t<executor> resume{};
constexpr auto no_throw = asio::as_tuple(resume);

constexpr std::size_t buffer_bytes = 32 * 1024;
constexpr int requests_per_connection = 1000;
constexpr int most_lingering_reads = 2048;  // of 8 KiB: what a browser may still be sending when its body was refused
constexpr auto handshake_time = 10s, head_time = 10s, idle_time = 30s, write_time = 20s, heartbeat = 15s;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string address_of(const asio::ip::address& peer) {
    if (peer.is_v6() && peer.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, peer.to_v6()).to_string();
    return peer.to_string();
}

template <class Stream>
class connection : public watched, public std::enable_shared_from_this<connection<Stream>> {
public:
    connection(std::shared_ptr<shared_state> state, worker& home, Stream stream, std::string peer, std::string local)
        : state_(std::move(state)), home_(home), stream_(std::move(stream)), peer_(std::move(peer)), local_(std::move(local)),
          buffer_(buffer_bytes) {
        home_.connections.insert(this);
    }
    ~connection() override {
        home_.connections.erase(this);
        state_->peers.leave(peer_);
    }

    void cut() override {
        error_code ignored;
        lowest().cancel(ignored);
        lowest().close(ignored);
    }

    awaitable<> run() {
        auto self = this->shared_from_this();
        if constexpr (!std::is_same_v<Stream, socket_type>) {
            deadline = steady::now() + handshake_time;
            auto [failed] = co_await stream_.async_handshake(asio::ssl::stream_base::server, no_throw);
            if (failed) co_return;
        }
        for (int served = 0; served < requests_per_connection; ++served) {
            bool go_on = co_await serve_one(served + 1 == requests_per_connection);
            if (!go_on) break;
        }
        co_await linger();
    }

private:
    socket_type& lowest() {
        if constexpr (std::is_same_v<Stream, socket_type>) return stream_;
        else return stream_.next_layer();
    }

    // Reads some more into the buffer. False: the peer has gone, the deadline has cut, or there is no room left.
    awaitable<bool> read_more() {
        auto room = std::min<std::size_t>(buffer_.max_size() - buffer_.size(), 8192);
        if (room == 0) co_return false;
        auto space = buffer_.prepare(room);
        auto [failed, got] = co_await stream_.async_read_some(space, no_throw);
        if (failed) co_return false;
        buffer_.commit(got);
        co_return true;
    }

    std::string_view buffered() const {
        return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
    }

    // The length of the head in the buffer, its empty line included; 0: the connection is over.
    awaitable<std::size_t> read_head() {
        deadline = steady::now() + idle_time;
        idle = true;
        bool started = false;
        for (;;) {
            if (buffer_.size() > 0 && !started) {
                started = true;
                idle = false;
                deadline = steady::now() + head_time;
            }
            auto end = buffered().find("\r\n\r\n");
            if (end != std::string_view::npos) co_return end + 4;
            if (buffer_.size() > head_limits{}.head) co_return buffer_.size();
            if (state_->draining && !started) co_return 0;
            bool more = co_await read_more();
            if (!more) co_return 0;
        }
    }

    awaitable<bool> serve_one(bool last) {
        auto size = co_await read_head();
        if (size == 0) co_return false;
        head_verdict verdict = vet_head(buffered().substr(0, size));
        if (verdict.status == 0 && !answers_for(verdict.host)) verdict.status = 421, verdict.code = "host_not_known";
        if (verdict.status) co_return co_await refuse(verdict.status, verdict.code);

        beast::http::request_parser<beast::http::empty_body> head;
        head.header_limit(static_cast<std::uint32_t>(buffer_bytes));
        head.body_limit(boost::none);  // the route's own limit is set before any of the body is read
        error_code failed;
        buffer_.consume(head.put(buffer_.data(), failed));
        if (failed && failed != beast::http::error::need_more) co_return co_await refuse(400, "bad_head");

        incoming request;
        bool keep_alive = head.get().keep_alive() && !last;
        bool is_head = head.get().method() == beast::http::verb::head;
        if (!describe(head.get(), request)) co_return co_await refuse(400, "bad_target");

        auto limit = state_->kernel.body_limit(request.method, request.segments);
        if (verdict.content_length.value_or(0) > limit || (verdict.chunked && limit == 0))
            co_return co_await refuse(413, "body_too_large");
        if (auto found = request.headers.find("expect"); found != request.headers.end()) {
            if (lower(found->second) != "100-continue") co_return co_await refuse(417, "expectation_not_known");
            bool sent = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
            if (!sent) co_return false;
        }

        beast::http::request_parser<beast::http::string_body> parser(std::move(head));
        parser.body_limit(limit);
        int fault = co_await read_body(parser);
        if (fault < 0) co_return false;
        if (fault > 0) co_return co_await refuse(fault, fault == 413 ? "body_too_large" : "bad_body");
        request.body = std::move(parser.get().body());

        deadline = steady::time_point::max();
        outgoing out;
        co_await ask(request, out);
        if (out.stream) {
            co_await stream_events(out);
            co_return false;
        }
        if (out.close_connection || state_->draining) keep_alive = false;
        bool sent = co_await send(out, keep_alive, is_head);
        co_return sent && keep_alive;
    }

    bool answers_for(std::string_view host) const {
        if (host.empty()) return true;  // HTTP/1.0 may leave it out
        auto name = host_name(host);
        if (name == "localhost" || name == local_ || name == "[" + local_ + "]" || name == "127.0.0.1") return true;
        const auto& allowed = state_->options.hosts;
        return std::find(allowed.begin(), allowed.end(), name) != allowed.end();
    }

    template <class Head>
    bool describe(const Head& head, incoming& request) {
        target where;
        if (!read_target(std::string_view(head.target().data(), head.target().size()), where)) return false;
        request.segments = std::move(where.segments);
        request.queries = std::move(where.queries);
        auto method = head.method_string();
        request.method.assign(method.data(), method.size());
        if (request.method == "HEAD") request.method = "GET";
        for (const auto& field : head) {
            auto name = lower({field.name_string().data(), field.name_string().size()});
            std::string_view value(field.value().data(), field.value().size());
            if (!is_utf8(value)) return false;
            auto& slot = request.headers[name];
            if (!slot.empty()) slot += name == "cookie" ? "; " : ", ";
            slot += value;
        }
        believe_proxy(request);
        return true;
    }

    // Who really asks, when a trusted proxy stands in front: the last address that is not a trusted proxy's own.
    void believe_proxy(incoming& request) {
        request.address = peer_;
        request.secure = !std::is_same_v<Stream, socket_type> || in_range(peer_, "127.0.0.0/8") || peer_ == "::1";
        auto trusted = [&](std::string_view address) {
            const auto& ranges = state_->options.trusted_proxies;
            return std::any_of(ranges.begin(), ranges.end(), [&](const auto& r) { return in_range(address, r); });
        };
        if (!trusted(peer_)) return;
        if (auto proto = request.headers.find("x-forwarded-proto"); proto != request.headers.end()) request.secure = proto->second == "https";
        auto forwarded = request.headers.find("x-forwarded-for");
        if (forwarded == request.headers.end()) return;
        std::string_view list = forwarded->second;
        while (!list.empty() && trusted(request.address)) {
            auto comma = list.rfind(',');
            auto one = comma == list.npos ? list : list.substr(comma + 1);
            list = comma == list.npos ? std::string_view{} : list.substr(0, comma);
            while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
            request.address = std::string(one);
        }
    }

    // 0: whole. 413 or 400: to be refused. -1: the connection is over.
    template <class Parser>
    awaitable<int> read_body(Parser& parser) {
        parser.eager(true);
        const auto began = steady::now();
        std::size_t received = 0;
        while (!parser.is_done()) {
            error_code failed;
            auto used = parser.put(buffer_.data(), failed);
            buffer_.consume(used);
            received += used;
            if (failed == beast::http::error::body_limit) co_return 413;
            if (failed && failed != beast::http::error::need_more) co_return 400;
            if (parser.is_done()) break;
            if (used > 0 && buffer_.size() > 0) continue;
            // At least 1 KiB a second on the whole, after ten seconds of grace, and never more than a minute a MiB.
            deadline = began + std::min<steady::duration>(10s + std::chrono::seconds(received / 1024), 60s + 60s * (received >> 20));
            auto before = buffer_.size();
            bool more = co_await read_more();
            if (!more) co_return before == buffer_.max_size() ? 400 : -1;
        }
        co_return 0;
    }

    // Only pointers into this frame are captured: g++ 12 frees by-value captures and arguments of an awaited initiation twice.
    // The frame lives until the handler has been called, and the answer is stored on this thread, just before that.
    awaitable<> ask(incoming& request, outgoing& out) {
        auto* asked = &request;
        auto* slot = &out;
        auto* self = this;
        auto initiate = [self, asked, slot](auto handler) {
            auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
            auto answer = [where = self->home_.io.get_executor(), waiting, slot](outgoing given) {
                auto wake = [waiting, slot, given = std::make_shared<outgoing>(std::move(given))] {
                    *slot = std::move(*given);
                    std::move (*waiting)();
                };
                asio::post(where, wake);
            };
            self->state_->kernel.handle(std::move(*asked), answer);
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<executor>, void()>(initiate, resume);
    }

    awaitable<bool> send(const outgoing& out, bool keep_alive, bool is_head) {
        std::string_view body = out.file_owner ? out.file : std::string_view(out.answer.body);
        std::string head = answer_head(out.answer, body.size(), keep_alive);
        if (is_head || out.answer.status == 204 || out.answer.status == 304) body = {};
        if (!out.file_owner) {
            head += body;
            body = {};
        }
        co_return co_await write(head, body);
    }

    // Each part that moves renews the deadline: a slow reader may be slow, a stuck one is cut.
    awaitable<bool> write(std::string_view first, std::string_view second) {
        while (!first.empty() || !second.empty()) {
            deadline = steady::now() + write_time;
            std::array<asio::const_buffer, 2> parts = {asio::buffer(first.data(), first.size()), asio::buffer(second.data(), second.size())};
            auto [failed, sent] = co_await stream_.async_write_some(parts, no_throw);
            if (failed) co_return false;
            auto of_first = std::min(sent, first.size());
            first.remove_prefix(of_first);
            second.remove_prefix(sent - of_first);
        }
        co_return true;
    }

    awaitable<bool> refuse(int status, std::string_view code) {
        co_await send(refusal(status, code), false, false);
        co_return false;
    }

    awaitable<> stream_events(outgoing& out) {
        auto queue = std::make_shared<event_queue>();
        wake_timer wake(home_.io);
        event_queue::listener listening(queue, wake);
        out.answer.content_type = "text/event-stream";
        std::string head = answer_head(out.answer, {}, false) + "retry: 1000\n\n";
        bool sent = co_await write(head, {});
        if (sent) out.stream(queue);
        idle = true;
        auto self = this->shared_from_this();
        auto listen = [this, self, queue]() -> awaitable<> { co_await until_gone(); queue->close(); };
        asio::co_spawn(home_.io, listen, asio::detached);
        while (sent && queue->open() && !state_->draining) {
            deadline = steady::time_point::max();
            std::string text = queue->take();
            if (text.empty()) {
                wake.expires_after(heartbeat);
                co_await wake.async_wait(no_throw);
                text = queue->take();
                if (text.empty()) text = ": still here\n\n";
            }
            sent = co_await write(text, {});
        }
        std::string rest = queue->take();
        if (sent && !rest.empty()) co_await write(rest, {});
        cut();
    }

    // A listener says nothing: what can be read from it is its end.
    awaitable<> until_gone() {
        char byte[256];
        for (;;) {
            auto space = asio::buffer(byte);
            auto [failed, got] = co_await stream_.async_read_some(space, no_throw);
            if (failed) co_return;
        }
    }

    // Closing with bytes unread would reset the connection and could lose the answer on its way.
    awaitable<> linger() {
        error_code failed;
        if (!lowest().is_open()) co_return;
        deadline = steady::now() + 2s;
        idle = true;
        if constexpr (!std::is_same_v<Stream, socket_type>) {
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

    std::shared_ptr<shared_state> state_;
    worker& home_;
    Stream stream_;
    std::string peer_, local_;
    beast::flat_buffer buffer_;
};

template <class Stream>
void spawn(std::shared_ptr<shared_state> state, worker& home, Stream stream, std::string peer, std::string local) {
    auto one = std::make_shared<connection<Stream>>(std::move(state), home, std::move(stream), std::move(peer), std::move(local));
    auto run = [one]() -> awaitable<> { co_await one->run(); };
    asio::co_spawn(home.io, run, asio::detached);
}

}

bool peer_counts::enter(const std::string& address, std::size_t most_per_address, std::size_t most) {
    std::lock_guard lock(mutex_);
    auto& count = by_address_[address];
    if (all_ >= most || count >= most_per_address) {
        if (count == 0) by_address_.erase(address);
        return false;
    }
    ++count;
    ++all_;
    return true;
}

void peer_counts::leave(const std::string& address) {
    std::lock_guard lock(mutex_);
    auto found = by_address_.find(address);
    if (found == by_address_.end()) return;
    if (--found->second == 0) by_address_.erase(found);
    --all_;
}

void serve(std::shared_ptr<shared_state> state, worker& home, socket_type socket) {
    error_code failed;
    auto remote = socket.remote_endpoint(failed);
    auto here = socket.local_endpoint(failed);
    if (failed) return;
    auto peer = address_of(remote.address()), local = address_of(here.address());
    const auto& options = state->options;
    bool counted = !remote.address().is_loopback() &&
                   std::none_of(options.trusted_proxies.begin(), options.trusted_proxies.end(), [&](const auto& r) { return in_range(peer, r); });
    if (!state->peers.enter(peer, counted ? options.connections_per_address : options.connections, options.connections)) return;
    socket.set_option(asio::ip::tcp::no_delay(true), failed);
    if (!state->tls) return spawn(state, home, std::move(socket), peer, local);
    asio::ssl::stream<socket_type> secured(std::move(socket), *state->tls);
    spawn(state, home, std::move(secured), peer, local);
}

}
