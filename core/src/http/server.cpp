#include "core/src/http/server.hpp"

#include "core/src/http/connection.hpp"
#include "core/src/http/tls.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <sys/resource.h>

#include <stdexcept>
#include <thread>

namespace lumbar::http {

using namespace std::chrono_literals;
using acceptor_type = asio::basic_socket_acceptor<asio::ip::tcp, executor>;
using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

namespace {

// Files this process may open, less what databases, logs and plugins need.
std::size_t open_file_room() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 512;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur > 356 ? limit.rlim_cur - 256 : 100;
}

std::string cannot_listen(const server_options& options, const error_code& why) {
    std::string where = options.address + ":" + std::to_string(options.port);
    if (why == asio::error::address_in_use)
        return "Port " + std::to_string(options.port) + " on " + options.address +
               " is taken by another program: stop that one, or choose another with --port or server.port.";
    if (why == asio::error::access_denied) return "Ports below 1024 need root: choose a port above, or put a proxy in front (" + where + ").";
    return "Cannot listen on " + where + ": " + why.message() + ".";
}

asio::ip::tcp::endpoint place_of(const server_options& options) {
    error_code failed;
    const auto address = asio::ip::make_address(options.address, failed);
    if (failed) throw std::runtime_error("server.address must be an IP address such as 127.0.0.1 or 0.0.0.0, not a name.");
    return {address, options.port};
}

// Several sockets of ours share the port (SO_REUSEPORT), and so could another server of the same user: ask without first.
void refuse_taken_port(const server_options& options, const asio::ip::tcp::endpoint& where) {
    asio::io_context io;
    acceptor_type probe(io);
    error_code failed;
    probe.open(where.protocol(), failed);
    if (!failed) probe.set_option(asio::socket_base::reuse_address(true), failed);
    if (!failed) probe.bind(where, failed);
    if (failed) throw std::runtime_error(cannot_listen(options, failed));
}

void listen(acceptor_type& one, const asio::ip::tcp::endpoint& where, const server_options& options) {
    error_code failed;
    one.open(where.protocol(), failed);
    if (!failed) one.set_option(asio::socket_base::reuse_address(true), failed);
    if (!failed) one.set_option(reuse_port(true), failed);
    if (!failed) one.bind(where, failed);
    if (!failed) one.listen(1024, failed);
    if (failed) throw std::runtime_error(cannot_listen(options, failed));
}

}

std::vector<int> listen_on(const server_options& options) {
    auto where = place_of(options);
    if (options.port != 0) refuse_taken_port(options, where);
    asio::io_context io;
    std::vector<acceptor_type> all;
    for (int i = 0; i < std::max(1, options.threads); ++i) {
        listen(all.emplace_back(io), where, options);
        where.port(all.back().local_endpoint().port());
    }
    std::vector<int> sockets;
    for (auto& one : all) sockets.push_back(one.release());
    return sockets;
}

struct server::parts {
    struct lane {
        worker home;
        acceptor_type acceptor{home.io};
        timer_type scan{home.io};
        asio::executor_work_guard<executor> busy{home.io.get_executor()};
        std::thread thread;
    };
    std::shared_ptr<shared_state> state;
    std::vector<std::unique_ptr<lane>> lanes;
    unsigned short port = 0;
    bool stopped = false;

    awaitable<> accept_all(lane& one) {
        while (!state->draining) {
            auto [failed, socket] = co_await one.acceptor.async_accept(no_throw);
            if (failed == asio::error::operation_aborted || state->draining) co_return;
            if (failed) {
                // No descriptors left, most likely: wait instead of spinning.
                timer_type pause(one.home.io, 100ms);
                co_await pause.async_wait(no_throw);
                continue;
            }
            serve(state, one.home, std::move(socket));
        }
    }

    awaitable<> cut_overdue(lane& one, std::size_t number) {
        for (;;) {
            if (state->options.beat) state->options.beat(number);
            one.scan.expires_after(500ms);
            auto [failed] = co_await one.scan.async_wait(no_throw);
            auto now = steady::now();
            std::vector<watched*> overdue;
            for (auto* c : one.home.connections)
                if (c->deadline < now || (state->draining && c->idle)) overdue.push_back(c);
            for (auto* c : overdue) c->cut();
            if (failed && state->draining) co_return;
        }
    }

    void run(lane& one) {
        // An exception that reaches this point has no request to answer; the others on this thread go on.
        for (;;) try {
                one.home.io.run();
                return;
            } catch (const std::exception&) {
            } catch (...) {
            }
    }
};

server::server(front& kernel, server_options options) : parts_(std::make_unique<parts>()) {
    auto state = std::make_shared<shared_state>(kernel, std::move(options));
    auto& chosen = state->options;
    chosen.connections = std::min(chosen.connections, open_file_room());
    if (chosen.certificate.empty() != chosen.key.empty())
        throw std::runtime_error("TLS needs both tls.certificate and tls.key; only one of them is set.");
    if (!chosen.certificate.empty()) state->tls = tls_context(chosen.certificate, chosen.key);
    parts_->state = state;

    const auto where = place_of(chosen);
    if (chosen.listening.empty()) chosen.listening = listen_on(chosen);
    for (int socket : chosen.listening) {
        auto one = std::make_unique<parts::lane>();
        one->acceptor.assign(where.protocol(), socket);
        parts_->port = one->acceptor.local_endpoint().port();
        parts_->lanes.push_back(std::move(one));
    }
}

server::~server() { drain_and_stop(0ms); }

unsigned short server::port() const { return parts_->port; }

void server::start() {
    for (std::size_t number = 0; auto& one : parts_->lanes) {
        auto* lane = one.get();
        auto* all = parts_.get();
        auto accept = [all, lane]() -> awaitable<> { co_await all->accept_all(*lane); };
        auto scan = [all, lane, number]() -> awaitable<> { co_await all->cut_overdue(*lane, number); };
        asio::co_spawn(lane->home.io, accept, asio::detached);
        asio::co_spawn(lane->home.io, scan, asio::detached);
        lane->thread = std::thread([all, lane] { all->run(*lane); });
        ++number;
    }
}

void server::drain_and_stop(std::chrono::milliseconds patience) {
    if (std::exchange(parts_->stopped, true)) return;
    parts_->state->draining = true;
    for (auto& one : parts_->lanes) {
        auto close = [lane = one.get()] {
            error_code ignored;
            lane->acceptor.close(ignored);
            for (auto* c : std::vector<watched*>(lane->home.connections.begin(), lane->home.connections.end()))
                if (c->idle) c->cut();
        };
        asio::post(one->home.io, close);
    }
    auto until = steady::now() + patience;
    while (parts_->state->peers.all() > 0 && steady::now() < until) std::this_thread::sleep_for(10ms);
    for (auto& one : parts_->lanes) {
        one->home.io.stop();
        if (one->thread.joinable()) one->thread.join();
    }
}

}
