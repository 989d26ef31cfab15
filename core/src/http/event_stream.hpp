#pragma once

#include "core/src/http/channel.hpp"

namespace lumbar::http {

// Sends the head of a stream and then its events as they happen, a heartbeat in between, until the listener has gone, the stream
// is closed or the server drains. The connection is closed afterwards.
template <class Stream>
awaitable<> send_events(const std::shared_ptr<channel<Stream>>& to, outgoing& out, const std::atomic<bool>& draining);

extern template awaitable<> send_events(const std::shared_ptr<channel<socket_type>>&, outgoing&, const std::atomic<bool>&);
extern template awaitable<> send_events(const std::shared_ptr<channel<tls_stream>>&, outgoing&, const std::atomic<bool>&);

}
