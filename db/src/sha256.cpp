#include "db/src/sha256.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <stdexcept>

namespace lumbar::data {

std::string sha256_hex(std::string_view bytes) {
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    unsigned char hash[crypto_hash_sha256_BYTES];
    if (EVP_Digest(bytes.data(), bytes.size(), hash, nullptr, sha256, nullptr) != 1) throw std::runtime_error("SHA-256 is not to be had");
    char hex[2 * sizeof hash + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return hex;
}

}
