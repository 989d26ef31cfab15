#pragma once

#include <lumbar/utc_ms.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// The codes of authenticator apps (RFC 6238: SHA-1, 30 seconds, six digits). `secret` is bytes.

std::int64_t step_at(utc_ms now);
std::string code_of(std::string_view secret, std::int64_t step);

// The step whose code this is, of the one now and its two neighbours, and later than `last`: a code is good once. Empty: none.
std::optional<std::int64_t> matching_step(std::string_view secret, std::string_view code, utc_ms now, std::int64_t last);

// RFC 4648, capitals, without "=".
std::string base32(std::string_view bytes);

// What an app reads from a QR code.
std::string app_uri(std::string_view secret, std::string_view clinic, std::string_view login);

}
}
