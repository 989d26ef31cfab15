#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

// The names that connections use for Asio's types: without run-time executors, which cost an allocation each.
namespace lumbar::http {

namespace asio = boost::asio;
using boost::system::error_code;
using executor = asio::io_context::executor_type;
using socket_type = asio::basic_stream_socket<asio::ip::tcp, executor>;
using tls_stream = asio::ssl::stream<socket_type>;
using steady = std::chrono::steady_clock;
using timer_type = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>;

template <class T = void>
using awaitable = asio::awaitable<T, executor>;
inline constexpr asio::use_awaitable_t<executor> resume{};
inline constexpr auto no_throw = asio::as_tuple(resume);

}
