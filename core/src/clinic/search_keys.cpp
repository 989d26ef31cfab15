#include "core/src/clinic/search_keys.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace lumbar::practice {
namespace {

using normalizer = const icu::Normalizer2* (*)(UErrorCode&);

icu::UnicodeString normalized(const icu::UnicodeString& text, normalizer which) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* form = which(error);
    icu::UnicodeString out;
    if (U_SUCCESS(error)) out = form->normalize(text, error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU cannot normalise text");
    return out;
}

icu::UnicodeString from_utf8(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

// Letters that Unicode does not take apart, though people type them so.
std::u16string_view spelled_out(UChar32 letter) {
    switch (letter) {
    case u'ø':
        return u"o";
    case u'ß':
        return u"ss";
    case u'æ':
        return u"ae";
    case u'œ':
        return u"oe";
    case u'ł':
        return u"l";
    case u'đ':
    case u'ð':
        return u"d";
    case u'þ':
        return u"th";
    case u'ı':
        return u"i";
    case u'ħ':
        return u"h";
    default:
        return {};
    }
}

icu::UnicodeString fold(std::string_view text) {
    const auto cased = normalized(from_utf8(text), icu::Normalizer2::getNFKCCasefoldInstance);
    const auto apart = normalized(cased, icu::Normalizer2::getNFKDInstance);
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
        const UChar32 letter = apart.char32At(i);
        if (u_charType(letter) == U_NON_SPACING_MARK) continue;
        if (const auto plain = spelled_out(letter); !plain.empty())
            out.append(plain.data(), static_cast<std::int32_t>(plain.size()));
        else
            out.append(letter);
    }
    return out;
}

bool belongs_to_word(UChar32 letter) { return u_isalnum(letter) || u_charType(letter) == U_COMBINING_SPACING_MARK; }

// One chunk between white space: its parts, and all of them joined. Without any letter (a heart) it stands for itself.
struct word {
    std::vector<std::string> parts;
    std::string whole;
};

std::vector<word> words_of(std::string_view text) {
    const auto folded_text = fold(text);
    std::vector<word> words;
    icu::UnicodeString part, whole, raw;
    word current;
    const auto end_part = [&] {
        if (!part.isEmpty()) current.parts.push_back(to_utf8(part));
        part.remove();
    };
    const auto end_word = [&] {
        end_part();
        current.whole = to_utf8(whole.isEmpty() ? raw : whole);
        if (!current.whole.empty()) words.push_back(std::move(current));
        current = {};
        whole.remove();
        raw.remove();
    };
    for (std::int32_t i = 0; i < folded_text.length(); i = folded_text.moveIndex32(i, 1)) {
        const UChar32 letter = folded_text.char32At(i);
        if (u_isUWhiteSpace(letter)) {
            end_word();
        } else if (belongs_to_word(letter)) {
            part.append(letter);
            whole.append(letter);
        } else {
            raw.append(letter);
            end_part();
        }
    }
    end_word();
    return words;
}

}

std::string as_stored(std::string_view text) {
    return to_utf8(normalized(from_utf8(text), icu::Normalizer2::getNFCInstance).trim());
}

std::string folded(std::string_view text) { return to_utf8(fold(text).trim()); }

std::vector<std::string> name_keys(std::string_view name) {
    std::set<std::string> keys;
    for (auto& word : words_of(name)) {
        keys.insert(word.parts.begin(), word.parts.end());
        keys.insert(std::move(word.whole));
    }
    return {keys.begin(), keys.end()};
}

std::vector<std::string> typed_words(std::string_view typed) {
    std::vector<std::string> prefixes;
    for (auto& word : words_of(typed)) prefixes.push_back(std::move(word.whole));
    return prefixes;
}

std::string whole_name_key(std::string_view name) {
    auto words = typed_words(name);
    std::ranges::sort(words);
    std::string key;
    for (const auto& word : words) key += (key.empty() ? "" : " ") + word;
    return key;
}

std::string phone_digits(std::string_view phone) {
    const auto text = from_utf8(phone);
    std::string digits;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        if (const auto value = u_charDigitValue(text.char32At(i)); value >= 0) digits += static_cast<char>('0' + value);
    return digits.starts_with("00") ? digits.substr(2) : digits;
}

std::string reversed(std::string_view digits) { return {digits.rbegin(), digits.rend()}; }

std::string after_prefix(std::string_view prefix) { return std::string(prefix) + "\xf4\x8f\xbf\xbf"; }

bool nearly_equal(std::string_view a, std::string_view b) {
    const auto left = from_utf8(a), right = from_utf8(b);
    const std::int32_t most = std::max(left.length(), right.length()) < 6 ? 1 : 2;
    if (std::abs(left.length() - right.length()) > most) return false;
    std::vector<std::int32_t> two_back, before(right.length() + 1), row(right.length() + 1);
    for (std::int32_t j = 0; j <= right.length(); ++j) before[j] = j;
    for (std::int32_t i = 1; i <= left.length(); ++i) {
        row[0] = i;
        for (std::int32_t j = 1; j <= right.length(); ++j) {
            const int differs = left[i - 1] != right[j - 1];
            row[j] = std::min({before[j] + 1, row[j - 1] + 1, before[j - 1] + differs});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                row[j] = std::min(row[j], two_back[j - 2] + 1);
        }
        two_back = before;
        before = row;
    }
    return before[right.length()] <= most;
}

}
