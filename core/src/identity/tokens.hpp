#pragma once

#include <string>
#include <string_view>

namespace lumbar::identity {

// SHA-256 in hex: what is stored of a token. 256 random bits need no salt and no slow hash.
std::string token_hash(std::string_view token);

// Compares in a time that does not tell how much is equal.
bool same_secret(std::string_view a, std::string_view b);

// The value of a cookie in a Cookie header; empty when it is not there.
std::string_view cookie_value(std::string_view header, std::string_view name);

inline constexpr std::string_view staff_cookie = "__Host-lumbar";
inline constexpr std::string_view client_cookie = "__Host-lumbar-client";

// Set-Cookie for a session of this browser; an empty token takes the cookie away.
std::string set_cookie(std::string_view name, std::string_view token);

}
