#pragma once

#include "core/src/http/exchange.hpp"
#include "core/src/http/server.hpp"

#include <string>
#include <string_view>

namespace lumbar::http {

// The two ends of one connection, as text without ports.
struct ends {
    std::string peer;
    std::string local;
    bool on_this_machine = false;  // the peer
    bool secured = false;          // TLS
};

// Whether Host names this server: a name of options.hosts, the address that was connected to, or this machine.
bool answers_for(std::string_view host, const ends& between, const server_options& options);

// Completes `request`, which has its method and fields: the decoded target, and who asks. Behind a trusted proxy that is the last
// address of X-Forwarded-For that is not a trusted proxy's own. False: not a target, or fields that are not UTF-8.
bool describe(std::string_view target, const ends& between, const server_options& options, incoming& request);

// Whether `address` is one of options.trusted_proxies.
bool is_trusted_proxy(std::string_view address, const server_options& options);

}
