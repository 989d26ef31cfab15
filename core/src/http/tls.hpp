#pragma once

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace lumbar::http {

// A server context for TLS 1.2 (AEAD suites only) and 1.3: server's order, no renegotiation, no compression, no tickets.
// Throws std::runtime_error with one sentence when a file cannot be read or key and certificate do not belong together.
std::unique_ptr<boost::asio::ssl::context> tls_context(const std::string& certificate, const std::string& key);

}
