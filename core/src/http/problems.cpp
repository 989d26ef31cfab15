#include <lumbar/problems.hpp>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace lumbar {

bool problems::required(std::string_view pointer, std::string_view text) {
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < size;) {
        UChar32 c = 0;
        U8_NEXT(text.data(), at, size, c);
        if (c < 0 || !(u_isUWhiteSpace(c) || u_charType(c) == U_FORMAT_CHAR)) return true;
    }
    add(pointer, "This is needed.");
    return false;
}

bool problems::at_most(std::string_view pointer, std::string_view text, std::size_t code_points) {
    if (text.size() <= code_points) return true; // none is shorter than a byte
    std::size_t count = 0;
    for (unsigned char c : text) count += (c & 0xC0) != 0x80;
    if (count <= code_points) return true;
    add(pointer, "This is too long: at most " + std::to_string(code_points) + " characters, and it has " + std::to_string(count) + ".");
    return false;
}

bool problems::between(std::string_view pointer, std::int64_t value, std::int64_t least, std::int64_t most) {
    if (value >= least && value <= most) return true;
    add(pointer, "This must be between " + std::to_string(least) + " and " + std::to_string(most) + ".");
    return false;
}

}
