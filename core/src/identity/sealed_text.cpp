#include "core/src/identity/sealed_text.hpp"

#include "core/src/identity/root_key.hpp"

#include <sodium.h>

#include <stdexcept>

namespace lumbar::identity {
namespace {

constexpr std::string_view version = "1:";
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string hex_of(std::string_view bytes) {
    std::string hex(2 * bytes.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), raw(bytes), bytes.size());
    hex.pop_back();
    return hex;
}

// A derived key that does not stay in memory.
struct passing_key {
    explicit passing_key(std::string_view purpose) : key(derived_key(purpose)) {}
    ~passing_key() { sodium_memzero(key.data(), key.size()); }
    passing_key(const passing_key&) = delete;
    passing_key& operator=(const passing_key&) = delete;
    secret_key key;
};

}

std::string bytes_of(std::string_view hex) {
    std::string bytes(hex.size() / 2, '\0');
    std::size_t length = 0;
    const int failed = sodium_hex2bin(raw(bytes), bytes.size(), hex.data(), hex.size(), nullptr, &length, nullptr);
    if (failed || length * 2 != hex.size())
        throw std::runtime_error("a stored secret is damaged");
    return bytes;
}

std::string seal(std::string_view secret, std::string_view place, const std::string& nonce) {
    const passing_key with("sealcols");
    const auto number = bytes_of(nonce);
    if (number.size() != nonce_bytes) throw std::logic_error("a nonce has 24 bytes");
    std::string sealed(secret.size() + tag_bytes, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed), nullptr, raw(secret), secret.size(), raw(place), place.size(),
                                               nullptr, raw(std::string_view(number)), with.key.data());
    return std::string(version) + nonce + hex_of(sealed);
}

std::string unseal(std::string_view sealed, std::string_view place) {
    const passing_key with("sealcols");
    if (!sealed.starts_with(version)) throw std::runtime_error("a stored secret is damaged");
    const auto all = bytes_of(sealed.substr(version.size()));
    if (all.size() < nonce_bytes + tag_bytes) throw std::runtime_error("a stored secret is damaged");
    const std::string_view body = std::string_view(all).substr(nonce_bytes);
    std::string secret(body.size() - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(secret), nullptr, nullptr, raw(body), body.size(), raw(place),
                                                   place.size(), raw(std::string_view(all)), with.key.data()) != 0)
        throw std::runtime_error("a stored secret does not open: it was changed, or the root key is another one");
    return secret;
}

std::string keyed_hash(std::string_view secret, std::string_view place) {
    const passing_key with("hashcode");
    std::string hash(crypto_generichash_BYTES, '\0');
    crypto_generichash_state state;
    crypto_generichash_init(&state, with.key.data(), with.key.size(), hash.size());
    crypto_generichash_update(&state, raw(place), place.size());
    crypto_generichash_update(&state, raw(std::string_view("|")), 1);
    crypto_generichash_update(&state, raw(secret), secret.size());
    crypto_generichash_final(&state, raw(hash), hash.size());
    return hex_of(hash);
}

}
