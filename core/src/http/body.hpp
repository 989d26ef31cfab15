#pragma once

#include "core/src/http/channel.hpp"
#include "core/src/http/request_reader.hpp"

namespace lumbar::http {

// Reads the body of the request whose head `reader` has; its memory is `held` from then on. 0: whole. 400, 413 or 503: to be
// refused. -1: the connection is over.
template <class Stream>
awaitable<int> read_body(channel<Stream>& from, request_reader& reader, body_room::share& held);

extern template awaitable<int> read_body(channel<socket_type>&, request_reader&, body_room::share&);
extern template awaitable<int> read_body(channel<tls_stream>&, request_reader&, body_room::share&);

}
