#pragma once

#include "core/src/http/exchange.hpp"
#include "core/src/http/framing.hpp"

#include <chrono>
#include <string>
#include <string_view>

// Turning heads and answers into each other's bytes; no sockets.
namespace lumbar::http {

// The head of an answer with its empty line: its own fields, and those of every answer; nothing may store it unless it has its own
// Cache-Control. `length` is the body's; a stream has none and ends with the connection. `room`: bytes that come to follow it.
std::string answer_head(const response& answer, std::optional<std::size_t> length, bool keep_alive, std::size_t room = 0);

// What a head that was refused gets: problem+json, connection closed.
outgoing refusal(int status, std::string_view code);

std::string_view reason_phrase(int status);

// Name of a Host value without its port, lower-case; brackets of an IPv6 literal are kept.
std::string host_name(std::string_view host);

// Whether `address` is `range`, or lies in it when it is a CIDR block. False for text that is neither.
bool in_range(std::string_view address, std::string_view range);

}
