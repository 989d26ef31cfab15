#include "core/src/identity/one_time_codes.hpp"

#include "core/src/identity/tokens.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace lumbar::identity {
namespace {

constexpr std::int64_t step_length = 30'000;
constexpr std::uint32_t six_digits = 1'000'000;

std::string in_uri(std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool plain = letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if (plain) out += c;
        else out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
    return out;
}

}

std::int64_t step_at(utc_ms now) { return now.count / step_length; }

std::string code_of(std::string_view secret, std::int64_t step) {
    std::array<unsigned char, 8> counter;
    for (int i = 0; i < 8; ++i) counter[static_cast<std::size_t>(i)] = static_cast<unsigned char>(step >> (56 - 8 * i));
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac;
    unsigned int length = 0;
    if (!HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(), &length))
        throw std::runtime_error("OpenSSL makes no HMAC-SHA1 on this machine.");
    const std::size_t at = mac[length - 1] & 15u;
    std::uint32_t number = mac[at] & 0x7fu;
    for (std::size_t i = 1; i < 4; ++i) number = number << 8 | mac[at + i];
    auto digits = std::to_string(number % six_digits);
    return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> matching_step(std::string_view secret, std::string_view code, utc_ms now, std::int64_t last) {
    std::optional<std::int64_t> found;
    for (auto step = step_at(now) - 1; step <= step_at(now) + 1; ++step)
        if (same_secret(code_of(secret, step), code) && step > last && !found) found = step;
    return found;
}

std::string base32(std::string_view bytes) {
    static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (char c : bytes) {
        held = (held << 8 | static_cast<unsigned char>(c)) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31];
    }
    if (bits > 0) out += letters[held << (5 - bits) & 31];
    return out;
}

std::string app_uri(std::string_view secret, std::string_view clinic, std::string_view login) {
    return "otpauth://totp/" + in_uri(clinic) + ":" + in_uri(login) + "?secret=" + base32(secret) + "&issuer=" + in_uri(clinic);
}

}
