#include "core/src/clinic/fields.hpp"

#include "core/src/clinic/search_keys.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace lumbar::practice {
namespace {

bool overrides_direction(UChar32 letter) {
    return (letter >= 0x202A && letter <= 0x202E) || (letter >= 0x2066 && letter <= 0x2069);
}

bool has_control_characters(std::string_view text, bool lines_allowed) {
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < length;) {
        UChar32 letter = 0;
        U8_NEXT(text.data(), i, length, letter);
        if (letter < 0 || overrides_direction(letter)) return true;
        if (lines_allowed && (letter == '\n' || letter == '\r' || letter == '\t')) continue;
        if (u_charType(letter) == U_CONTROL_CHAR || letter == 0x2028 || letter == 0x2029) return true;
    }
    return false;
}

void checked_text(problems& list, std::string_view pointer, std::string_view text, std::size_t most, bool lines_allowed) {
    if (!list.at_most(pointer, text, most)) return;
    if (has_control_characters(text, lines_allowed))
        list.add(pointer, "This has characters that cannot be shown. Type it again.");
}

}

void one_line(problems& list, std::string_view pointer, std::string_view text) {
    checked_text(list, pointer, text, name_length, false);
}

void one_line(problems& list, std::string_view pointer, const std::optional<std::string>& text) {
    if (text) one_line(list, pointer, std::string_view(*text));
}

void filled_line(problems& list, std::string_view pointer, std::string_view text) {
    if (list.required(pointer, text)) one_line(list, pointer, text);
}

void some_lines(problems& list, std::string_view pointer, std::string_view text) {
    checked_text(list, pointer, text, text_length, true);
}

void some_lines(problems& list, std::string_view pointer, const std::optional<std::string>& text) {
    if (text) some_lines(list, pointer, std::string_view(*text));
}

void email_address(problems& list, std::string_view pointer, std::string_view text) {
    one_line(list, pointer, text);
    if (text.empty()) return;
    const auto at = text.find('@');
    const bool good = at != text.npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
                      text.find_first_of(" \t\",;<>") == text.npos;
    if (!good) list.add(pointer, "This is no e-mail address. It looks like name@example.com.");
}

std::string stored(const std::optional<std::string>& text) { return text ? as_stored(*text) : std::string(); }

}
