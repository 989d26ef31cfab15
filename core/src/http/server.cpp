#include "core/src/http/server.hpp"

#include "core/src/http/connection.hpp"
#include "core/src/http/tls.hpp"
#include "core/src/log.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <sys/resource.h>

#include <stdexcept>
#include <thread>
#include <typeinfo>

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

bool is_shortage(const error_code& failed) {
    return failed == asio::error::no_descriptors || failed == boost::system::errc::too_many_files_open_in_system ||
           failed == asio::error::no_buffer_space || failed == asio::error::no_memory;
}

// The last descriptors are the databases' and the logs': a socket that comes near them is a shortage before one is felt. The
// limit is asked for each time: it may be changed from outside.
bool is_one_of_the_last(int descriptor) {
    constexpr rlim_t kept_back = 32;
    rlimit limit{};
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 && static_cast<rlim_t>(descriptor) + kept_back >= limit.rlim_cur;
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

namespace {

// Stands while a handler waits. One that is let go without being called, as no memory was left for the call, lowers it too.
struct lower {
    void operator()(bool* flag) const { *flag = false; }
};
using raised = std::unique_ptr<bool, lower>;

raised raise(bool& flag) {
    flag = true;
    return raised(&flag);
}

}

// Neither chain of handlers below is a coroutine: one that cannot be given memory is gone for good, and with it the port.
struct server::parts {
    struct lane {
        explicit lane(std::size_t its_number) : number(its_number) {}
        std::size_t number;
        bool accepts = false;  // a handler waits for a client, or for the end of a pause
        bool scans = false;    // a handler waits for the next scan
        worker home;           // what it still holds when it ends lowers those flags
        acceptor_type acceptor{home.io};
        timer_type pause{home.io};
        timer_type scan{home.io};
        asio::executor_work_guard<executor> busy{home.io.get_executor()};
        std::thread thread;
    };
    std::shared_ptr<shared_state> state;
    std::vector<std::unique_ptr<lane>> lanes;
    unsigned short port = 0;
    bool stopped = false;
    steady::time_point next_look;  // at the certificate; of the first lane's thread

    void accept_next(lane& one) {
        if (one.accepts || state->draining) return;
        auto accepted = [this, &one, waits = raise(one.accepts)](error_code failed, socket_type socket) mutable {
            waits.reset();
            if (failed == asio::error::operation_aborted) return;
            if (failed) return pause_accepting(one, failed);
            if (is_one_of_the_last(socket.native_handle())) one.home.make_room();
            serve(state, one.home, std::move(socket));
            accept_next(one);
        };
        one.acceptor.async_accept(std::move(accepted));
    }

    // Without room the next would fail as well: it waits instead of spinning.
    void pause_accepting(lane& one, const error_code& why) {
        const bool room_made = is_shortage(why) && one.home.make_room();
        one.pause.expires_after(room_made ? 1ms : 100ms);
        auto over = [this, &one, waits = raise(one.accepts)](error_code) mutable {
            waits.reset();
            accept_next(one);
        };
        one.pause.async_wait(std::move(over));
    }

    // Who has connected already is served: closing would reset them.
    void stop_accepting(lane& one) {
        error_code failed;
        one.acceptor.non_blocking(true, failed);
        while (!failed) {
            socket_type socket(one.home.io);
            one.acceptor.accept(socket, failed);
            if (!failed) serve(state, one.home, std::move(socket));
        }
        one.acceptor.close(failed);
    }

    void look_at_certificate(steady::time_point now) {
        if (!state->tls || now < next_look) return;
        next_look = now + state->options.look_at_certificate;
        state->tls->look();
    }

    void scan_later(lane& one) {
        if (one.scans) return;
        if (state->options.beat) state->options.beat(one.number);
        one.scan.expires_after(state->draining ? 25ms : 500ms);
        auto look = [this, &one, waits = raise(one.scans)](error_code) mutable {
            waits.reset();
            cut_overdue(one, steady::now());
            scan_later(one);
        };
        one.scan.async_wait(std::move(look));
    }

    void cut_overdue(lane& one, steady::time_point now) {
        one.home.look_after(now);
        if (state->draining) one.home.let_go(now);
        else if (one.number == 0) look_at_certificate(now);
    }

    // An exception that arrives here has no request to answer. What it ended is begun anew, the others on this thread go on.
    void run(lane& one) {
        for (;;) try {
                accept_next(one);
                scan_later(one);
                one.home.io.run();
                return;
            } catch (const std::exception& thrown) {
                log(log_level::error, "a connection ended by an exception", {{"type", log_word{typeid(thrown).name()}}});
            } catch (...) {
                log(log_level::error, "a connection ended by an exception", {});
            }
    }
};

server::server(front& kernel, server_options options) : parts_(std::make_unique<parts>()) {
    auto state = std::make_shared<shared_state>(kernel, std::move(options));
    auto& chosen = state->options;
    chosen.connections = std::min(chosen.connections, open_file_room());
    if (chosen.certificate.empty() != chosen.key.empty())
        throw std::runtime_error("TLS needs both tls.certificate and tls.key; only one of them is set.");
    if (!chosen.certificate.empty()) state->tls = std::make_unique<certificate_keeper>(chosen.certificate, chosen.key);
    parts_->state = state;

    const auto where = place_of(chosen);
    if (chosen.listening.empty()) chosen.listening = listen_on(chosen);
    for (int socket : chosen.listening) {
        auto one = std::make_unique<parts::lane>(parts_->lanes.size());
        one->acceptor.assign(where.protocol(), socket);
        parts_->port = one->acceptor.local_endpoint().port();
        parts_->lanes.push_back(std::move(one));
    }
}

server::~server() { drain_and_stop(0ms); }

unsigned short server::port() const { return parts_->port; }

void server::start() {
    for (auto& one : parts_->lanes) one->thread = std::thread([all = parts_.get(), lane = one.get()] { all->run(*lane); });
}

void server::drain_and_stop(std::chrono::milliseconds patience) {
    if (std::exchange(parts_->stopped, true)) return;
    parts_->state->draining = true;
    for (auto& one : parts_->lanes) {
        auto close = [all = parts_.get(), lane = one.get()] {
            all->stop_accepting(*lane);
            lane->home.let_go(steady::now());
            lane->scan.cancel();
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
