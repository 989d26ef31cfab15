#pragma once

#include "core/src/http/body_room.hpp"
#include "core/src/http/peer_counts.hpp"
#include "core/src/http/server.hpp"
#include "core/src/http/sockets.hpp"
#include "core/src/http/tls.hpp"

#include <atomic>
#include <memory>
#include <set>

namespace lumbar::http {

// What the scan of a worker's coarse timer sees of a connection. All of one worker's are touched by its thread alone.
struct watched {
    virtual ~watched() = default;
    virtual void cut() = 0;                       // closes the socket; its coroutine then ends by itself
    virtual void leave() = 0;                     // the same, unless something of its client's is there to be read
    virtual void rest() = 0;                      // gives memory back that it does not need while it is idle
    steady::time_point deadline = steady::time_point::max();
    bool idle = false;                            // between requests, or a stream: a drain need not wait for it
    steady::time_point waiting_since = steady::time_point::max();  // for a whole head; max: it does something else
};

// What connections share. Lives longer than each of them.
struct shared_state {
    front& kernel;
    server_options options;
    std::unique_ptr<certificate_keeper> tls;      // null: plain http
    peer_counts peers;
    body_room bodies{options.bodies};
    std::atomic<bool> draining{false};
};

struct worker {
    std::set<watched*> connections;  // before io: what io still holds when it ends takes itself off this list
    asio::io_context io{1};

    // Closes those that have waited longest for their client's next request, one in sixteen. False when nobody waits.
    bool make_room();
    // Ends what is idle, but for those that were served a moment ago: their next request may be on its way.
    void let_go(steady::time_point now);
    // Closes what is overdue; who has been idle for a moment gives memory back.
    void look_after(steady::time_point now);
};

}
