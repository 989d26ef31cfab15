#pragma once

#include "core/src/http/peer_counts.hpp"
#include "core/src/http/server.hpp"
#include "core/src/http/sockets.hpp"

#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <memory>
#include <set>

namespace lumbar::http {

// What the scan of a worker's coarse timer sees of a connection. All of one worker's are touched by its thread alone.
struct watched {
    virtual ~watched() = default;
    virtual void cut() = 0;                       // closes the socket; its coroutine then ends by itself
    steady::time_point deadline = steady::time_point::max();
    bool idle = false;                            // between requests, or a stream: a drain need not wait for it
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

}
