#include "folding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace contraindications {

namespace {

// What U+00C0 to U+017F are without their accents; "?" for signs that are no letters.
constexpr std::array<std::string_view, 192> latin = {
    "a", "a", "a", "a", "a",  "a",  "ae", "c", "e",  "e",  "e", "e", "i", "i", "i",  "i",  "d",  "n", "o",  "o", "o", "o",
    "o", "?", "o", "u", "u",  "u",  "u",  "y", "th", "ss", "a", "a", "a", "a", "a",  "a",  "ae", "c", "e",  "e", "e", "e",
    "i", "i", "i", "i", "d",  "n",  "o",  "o", "o",  "o",  "o", "?", "o", "u", "u",  "u",  "u",  "y", "th", "y", "a", "a",
    "a", "a", "a", "a", "c",  "c",  "c",  "c", "c",  "c",  "c", "c", "d", "d", "d",  "d",  "e",  "e", "e",  "e", "e", "e",
    "e", "e", "e", "e", "g",  "g",  "g",  "g", "g",  "g",  "g", "g", "h", "h", "h",  "h",  "i",  "i", "i",  "i", "i", "i",
    "i", "i", "i", "i", "ij", "ij", "j",  "j", "k",  "k",  "k", "l", "l", "l", "l",  "l",  "l",  "l", "l",  "l", "l", "n",
    "n", "n", "n", "n", "n",  "n",  "n",  "n", "o",  "o",  "o", "o", "o", "o", "oe", "oe", "r",  "r", "r",  "r", "r", "r",
    "s", "s", "s", "s", "s",  "s",  "s",  "s", "t",  "t",  "t", "t", "t", "t", "u",  "u",  "u",  "u", "u",  "u", "u", "u",
    "u", "u", "u", "u", "w",  "w",  "y",  "y", "y",  "z",  "z", "z", "z", "z", "z",  "s"};

struct letter {
    std::uint32_t code;
    std::size_t bytes;
};

letter letter_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const std::size_t left = text.size() - at;
    if (byte(0) < 0x80) return {byte(0), 1};
    if ((byte(0) & 0xE0) == 0xC0 && left > 1) return {(byte(0) & 0x1Fu) << 6 | (byte(1) & 0x3Fu), 2};
    if ((byte(0) & 0xF0) == 0xE0 && left > 2) return {(byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu), 3};
    if ((byte(0) & 0xF8) == 0xF0 && left > 3) return {0x10000, 4};
    return {byte(0) + 0x10000u, 1};
}

bool digit(std::string_view text, std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; }

bool apostrophe(std::uint32_t c) { return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018; }

bool ascii_letter(std::uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Combining accents say nothing by themselves.
bool accent(std::uint32_t c) { return c >= 0x300 && c <= 0x36F; }

gap gap_of(std::uint32_t c) {
    switch (c) {
    case ',':
    case '/':
    case '+':
    case '&':
    case 0x2022:
    case 0x3001:
        return gap::list;
    case '.':
    case ';':
    case '\n':
    case '\r':
    case '!':
    case '?':
    case ':':
    case 0x3002:
        return gap::sentence;
    default:
        return gap::none;
    }
}

bool separator(std::string_view text, std::size_t at, std::uint32_t c) {
    if (c == '.' && at > 0 && digit(text, at - 1) && digit(text, at + 1)) return false;
    if (c < 0x80) return !ascii_letter(c) && !(c >= '0' && c <= '9');
    return (c >= 0x80 && c < 0xC0 && c != 0xB5) || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F);
}

}

std::vector<word> words_of(std::string_view text) {
    std::vector<word> list;
    word open;
    bool lower = false;
    bool inside = false;
    auto close = [&](std::size_t at) {
        if (!inside) return;
        open.end = at;
        open.capitals = !lower && !open.text.empty();
        if (!open.text.empty()) list.push_back(open);
        inside = false;
    };
    for (std::size_t at = 0; at < text.size();) {
        const letter l = letter_at(text, at);
        if ((apostrophe(l.code) && inside) || accent(l.code)) {
            at += l.bytes;
            continue;
        }
        if (separator(text, at, l.code)) {
            close(at);
            if (!list.empty()) list.back().after = std::max(list.back().after, gap_of(l.code));
        } else {
            if (!inside) open = {{}, at, at, false, gap::none}, lower = false, inside = true;
            if (l.code >= 'A' && l.code <= 'Z')
                open.text += static_cast<char>(l.code + 32);
            else if (l.code >= 0xC0 && l.code < 0x180)
                open.text += latin[l.code - 0xC0];
            else
                open.text += text.substr(at, l.bytes);
            lower = lower || (l.code >= 'a' && l.code <= 'z');
        }
        at += l.bytes;
    }
    close(text.size());
    return list;
}

std::string folded(std::string_view text) {
    std::string out;
    for (const word& w : words_of(text)) {
        if (!out.empty()) out += ' ';
        out += w.text;
    }
    return out;
}

}
