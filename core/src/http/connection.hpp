#pragma once

#include "core/src/http/server.hpp"
#include "core/src/http/wire.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace lumbar::http {

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;
using socket_type = asio::basic_stream_socket<asio::ip::tcp, executor>;
using steady = std::chrono::steady_clock;

// What the scan of a worker's coarse timer sees of a connection. All of one worker's are touched by its thread alone.
struct watched {
    virtual ~watched() = default;
    virtual void cut() = 0;                       // closes the socket; its coroutine then ends by itself
    steady::time_point deadline = steady::time_point::max();
    bool idle = false;                            // between requests, or a stream: a drain need not wait for it
};

// Who is connected, over all workers.
class peer_counts {
public:
    bool enter(const std::string& address, std::size_t most_per_address, std::size_t most);
    void leave(const std::string& address);
    std::size_t all() const { return all_; }

private:
    std::mutex mutex_;
    std::map<std::string, std::size_t> by_address_;
    std::atomic<std::size_t> all_{0};
};

// What connections share. Lives longer than each of them.
struct shared_state {
    front& kernel;
    server_options options;
    std::unique_ptr<asio::ssl::context> tls;      // null: plain http
    peer_counts peers;
    std::atomic<bool> draining{false};
};

struct worker {
    std::set<watched*> connections;  // before io: what io still holds when it ends takes itself off this list
    asio::io_context io{1};
};

// Serves one accepted socket until it ends.
void serve(std::shared_ptr<shared_state> state, worker& home, socket_type socket);

}
