#include "core/src/identity/tokens.hpp"

#include "db/src/sha256.hpp"

#include <sodium.h>

namespace lumbar::identity {

std::string token_hash(std::string_view token) { return data::sha256_hex(token); }

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view cookie_value(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        auto end = header.find(';');
        auto one = header.substr(0, end);
        header = end == header.npos ? std::string_view{} : header.substr(end + 1);
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        if (one.size() > name.size() && one.substr(0, name.size()) == name && one[name.size()] == '=')
            return one.substr(name.size() + 1);
    }
    return {};
}

std::string set_cookie(std::string_view name, std::string_view token) {
    std::string cookie(name);
    cookie += '=';
    cookie += token;
    cookie += "; Path=/; Secure; HttpOnly; SameSite=Lax";
    if (token.empty()) cookie += "; Max-Age=0";
    return cookie;
}

}
