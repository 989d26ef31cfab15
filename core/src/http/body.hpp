#pragma once

#include "core/src/http/channel.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace lumbar::http {

using head_parser = beast::http::request_parser<beast::http::empty_body>;
using body_parser = beast::http::request_parser<beast::http::string_body>;

// Reads the body of the request whose head `parser` has; its memory is `held` from then on. 0: whole. 400, 413 or 503: to be
// refused. -1: the connection is over.
template <class Stream>
awaitable<int> read_body(channel<Stream>& from, body_parser& parser, body_room::share& held);

extern template awaitable<int> read_body(channel<socket_type>&, body_parser&, body_room::share&);
extern template awaitable<int> read_body(channel<tls_stream>&, body_parser&, body_room::share&);

}
