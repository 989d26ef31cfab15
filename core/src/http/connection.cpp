#include "core/src/http/connection.hpp"

#include "core/src/http/asker.hpp"
#include "core/src/http/body.hpp"
#include "core/src/http/event_stream.hpp"
#include "core/src/http/framing.hpp"
#include "core/src/http/refusal_counts.hpp"
#include "core/src/http/wire.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace lumbar::http {

namespace {

constexpr int requests_per_connection = 1000;
constexpr int most_sent_ahead = 16;

// The kernel's answer on its way to the connection that waits for it.
class awaited_answer {
public:
    // On any thread, once.
    void put(outgoing given) {
        given_ = std::move(given);
        if (now_.exchange(stage::answered) == stage::waited_for) wake();
    }
    bool there() const { return now_.load() == stage::answered; }
    // `wake` is called once the answer is there, which may be at once.
    void wait(std::function<void()> wake_up) {
        wake_ = std::move(wake_up);
        if (now_.exchange(stage::waited_for) == stage::answered) wake();
    }
    outgoing take() { return std::move(given_); }

private:
    enum class stage { asked, waited_for, answered };

    // What wakes holds the connection, which holds this.
    void wake() { std::exchange(wake_, nullptr)(); }

    outgoing given_;
    std::function<void()> wake_;
    std::atomic<stage> now_{stage::asked};
};

// One request after the other: read, asked of the kernel, answered.
template <class Stream>
class connection : public std::enable_shared_from_this<connection<Stream>> {
public:
    connection(std::shared_ptr<shared_state> state, worker& home, Stream stream, ends between, peer_counts::seat seat)
        : state_(std::move(state)), seat_(std::move(seat)), between_(std::move(between)), channel_(home, std::move(stream)) {
        between_.secured = channel<Stream>::secured;
    }

    awaitable<> run() {
        auto self = this->shared_from_this();
        bool ready = co_await channel_.shake_hands();
        if (!ready) co_return;
        for (int served = 0; served < requests_per_connection; ++served) {
            bool go_on = co_await serve_one(served + 1 == requests_per_connection);
            if (!go_on) break;
        }
        co_await channel_.linger();
    }

private:
    awaitable<bool> serve_one(bool last) {
        const bool sent_ahead = channel_.buffered().find("\r\n\r\n") != std::string_view::npos;
        ahead_ = sent_ahead ? ahead_ + 1 : 0;
        auto size = co_await channel_.read_head();
        if (size == 0) co_return false;
        head_verdict verdict = vet_head(channel_.buffered().substr(0, size));
        if (verdict.status == 0 && !answers_for(verdict.host, between_, state_->options))
            verdict.status = 421, verdict.code = "host_not_known";
        if (verdict.status) co_return co_await refuse(verdict.status, verdict.code);

        incoming request;
        request_reader reader(request);
        reader.header_limit(static_cast<std::uint32_t>(channel_.buffer().max_size()));
        reader.body_limit(boost::none);  // the route's own limit is set before any of the body is read
        error_code failed;
        channel_.buffer().consume(reader.put(channel_.buffer().data(), failed));
        if (failed && failed != beast::http::error::need_more) co_return co_await refuse(400, "bad_head");

        bool keep_alive = reader.keep_alive() && !last && ahead_ < most_sent_ahead;
        bool is_head = request.method == "HEAD";
        if (!describe(reader.target(), between_, state_->options, request)) co_return co_await refuse(400, "bad_target");

        const bool has_body = verdict.chunked || verdict.content_length.value_or(0) > 0;
        const auto limit = has_body ? state_->kernel.body_limit(request.method, request.segments) : 0;
        if (verdict.content_length.value_or(0) > limit || (verdict.chunked && limit == 0))
            co_return co_await refuse(413, "body_too_large");
        if (const auto expected = request.headers["expect"]; !expected.empty()) {
            if (!beast::iequals({expected.data(), expected.size()}, "100-continue")) co_return co_await refuse(417, "expectation_not_known");
            bool sent = co_await channel_.write("HTTP/1.1 100 Continue\r\n\r\n");
            if (!sent) co_return false;
        }

        reader.body_limit(limit);
        body_room::share held(state_->bodies);
        int fault = 0;
        if (!reader.is_done()) fault = co_await read_body(channel_, reader, held);
        if (fault < 0) co_return false;
        if (fault > 0) co_return co_await refuse(fault, fault == 413 ? "body_too_large" : fault == 503 ? "busy" : "bad_body");

        channel_.deadline = steady::time_point::max();
        outgoing out;
        co_await ask(request, out);
        if (out.stream) {
            std::shared_ptr<channel<Stream>> to(this->shared_from_this(), &channel_);
            co_await send_events(to, out, state_->draining);
            co_return false;
        }
        if (out.close_connection || state_->draining) keep_alive = false;
        bool sent = co_await send(out, keep_alive, is_head);
        co_return sent && keep_alive;
    }

    // An answer that is there when the kernel returns is taken at once; one that comes later is posted to this thread.
    // Only pointers into this frame are captured: g++ 12 frees by-value captures and arguments of an awaited initiation twice.
    awaitable<> ask(incoming& request, outgoing& out) {
        const auto awaited = std::make_shared<awaited_answer>();
        state_->kernel.handle(std::move(request), [awaited](outgoing given) { awaited->put(std::move(given)); });
        if (!awaited->there()) {
            auto* slot = awaited.get();
            auto* self = this;
            auto initiate = [self, slot](auto handler) {
                auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
                slot->wait([where = self->channel_.home().io.get_executor(), waiting] {
                    asio::post(where, [waiting] { std::move (*waiting)(); });
                });
            };
            co_await asio::async_initiate<const asio::use_awaitable_t<executor>, void()>(initiate, resume);
        }
        out = awaited->take();
    }

    awaitable<bool> send(const outgoing& out, bool keep_alive, bool is_head) {
        const response& answer = out.answer;
        std::string bytes = answer_head(answer, answer.body.size() + answer.rest.text.size(), keep_alive, answer.body.size());
        if (is_head || answer.status == 204 || answer.status == 304) co_return co_await channel_.write(bytes);
        bytes += answer.body;
        co_return co_await channel_.write(bytes, answer.rest.text);
    }

    awaitable<bool> refuse(int status, std::string_view code) {
        count_refusal(code);
        co_await send(refusal(status, code), false, false);
        co_return false;
    }

    std::shared_ptr<shared_state> state_;
    peer_counts::seat seat_;
    ends between_;
    channel<Stream> channel_;
    int ahead_ = 0;  // requests in a row that were there before the one before them was answered
};

std::string address_of(const asio::ip::address& peer) {
    if (peer.is_v6() && peer.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, peer.to_v6()).to_string();
    return peer.to_string();
}

template <class Stream>
void spawn(std::shared_ptr<shared_state> state, worker& home, Stream stream, ends between, peer_counts::seat seat) {
    auto one = std::make_shared<connection<Stream>>(std::move(state), home, std::move(stream), std::move(between), std::move(seat));
    auto run = [one]() -> awaitable<> { co_await one->run(); };
    asio::co_spawn(home.io, run, asio::detached);
}

// Told without waiting, and only over plain http: what cannot be sent at once is not sent.
void turn_away(socket_type& socket) {
    count_refusal("busy");
    const auto answer = refusal(503, "busy").answer;
    const auto text = answer_head(answer, answer.body.size(), false) + answer.body;
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

}

void serve(std::shared_ptr<shared_state> state, worker& home, socket_type socket) {
    error_code failed;
    const auto remote = socket.remote_endpoint(failed);
    const auto here = socket.local_endpoint(failed);
    if (failed) return;
    ends between{address_of(remote.address()), address_of(here.address())};
    // Of the text: in that a mapped IPv4 address is an IPv4 address.
    between.on_this_machine = asio::ip::make_address(between.peer, failed).is_loopback();
    const auto& options = state->options;
    const bool counted = !remote.address().is_loopback() && !is_trusted_proxy(between.peer, options);
    const bool room_made = state->peers.all() >= options.connections && home.make_room();
    const auto most = options.connections + (room_made ? options.connections / 16 + 1 : 0);  // those that go have not gone yet
    auto seat = state->peers.enter(between.peer, counted ? options.connections_per_address : most, most);
    if (!seat) {
        if (!state->tls) turn_away(socket);
        return;
    }
    socket.set_option(asio::ip::tcp::no_delay(true), failed);
    if (!state->tls) return spawn(state, home, std::move(socket), std::move(between), *std::move(seat));
    tls_stream secured(std::move(socket), *state->tls->current());
    spawn(state, home, std::move(secured), std::move(between), *std::move(seat));
}

}
