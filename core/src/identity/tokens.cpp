#include "core/src/identity/tokens.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <stdexcept>

namespace lumbar::identity {

// Asked for each request: OpenSSL's takes the processor's own instructions, libsodium's twelve times as long.
std::string token_hash(std::string_view token) {
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    unsigned char hash[crypto_hash_sha256_BYTES];
    if (EVP_Digest(token.data(), token.size(), hash, nullptr, sha256, nullptr) != 1) throw std::runtime_error("a token could not be hashed");
    char hex[2 * sizeof hash + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return hex;
}

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
