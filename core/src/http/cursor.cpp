#include "core/src/http/cursor.hpp"

#include "core/src/http/target.hpp"

#include <array>
#include <cstdint>

namespace lumbar::http {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}

std::string make_cursor(std::string_view place) {
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (unsigned char c : place) {
        bits = bits << 8 | c;
        for (held += 8; held >= 6; held -= 6) out += letters[bits >> (held - 6) & 63];
    }
    if (held) out += letters[bits << (6 - held) & 63];
    return out;
}

std::string open_cursor(std::string_view cursor) {
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (char c : cursor) {
        auto at = letters.find(c);
        if (at == std::string_view::npos) return {};
        bits = bits << 6 | static_cast<std::uint32_t>(at);
        if ((held += 6) < 8) continue;
        held -= 8;
        out += static_cast<char>(bits >> held & 255);
    }
    if (make_cursor(out) != cursor || !is_utf8(out) || out.find('\0') != std::string::npos) return {};
    return out;
}

}
