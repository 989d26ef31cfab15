#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

// Eight bytes of a text looked at together. Each test may also be true because of a neighbour of a byte that it is true for: who
// finds one looks at them one by one.
namespace lumbar::http::eight_bytes {

constexpr std::uint64_t of_each(unsigned char byte) { return 0x0101010101010101u * byte; }
constexpr std::uint64_t high_bits = of_each(0x80);

// Precondition: at + 8 <= text.size().
inline std::uint64_t load(std::string_view text, std::size_t at) {
    std::uint64_t eight;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    return eight;
}

inline bool all_ascii(std::uint64_t eight) { return (eight & high_bits) == 0; }
// `bound` at most 0x80. The subtraction borrows a byte's high bit where it is below; where it was set before, the mask takes it out.
inline bool any_below(std::uint64_t eight, unsigned char bound) { return ((eight - of_each(bound)) & ~eight & high_bits) != 0; }
inline bool any_is(std::uint64_t eight, unsigned char byte) { return any_below(eight ^ of_each(byte), 1); }

}
