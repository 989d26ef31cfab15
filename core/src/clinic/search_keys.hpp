#pragma once

#include <string>
#include <string_view>
#include <vector>

// How the clinic's clients are found: text is folded here, the same way for what is stored and for what is typed.
namespace lumbar::practice {

// Unicode NFC, white space trimmed at both ends. Text that is not UTF-8 comes back with U+FFFD in place of what is not.
std::string as_stored(std::string_view text);

// Without case, accents and width: "Müller" and "MULLER" give "muller", "Łukasz" gives "lukasz", "Straße" gives "strasse".
// Scripts that have neither come back as they are.
std::string folded(std::string_view text);

// The keys of a name, each once: every folded word, and for a word with marks inside both its parts and the whole:
// "Anne-Marie O'Brien" gives anne, annemarie, brien, marie, o, obrien.
std::vector<std::string> name_keys(std::string_view name);

// What somebody typed to find a name, one folded prefix per word, marks dropped: "O'B mull" gives ob, mull.
std::vector<std::string> typed_words(std::string_view typed);

// The words of a name, folded, sorted and joined: equal for "Mary Ann Byrne" and "byrne, MARY ANN".
std::string whole_name_key(std::string_view name);

// ASCII digits of a phone number, those of other scripts included; a leading 00 is dropped as + is.
std::string phone_digits(std::string_view phone);
std::string reversed(std::string_view digits);

// The first key after all keys that start with `prefix`, in byte order.
std::string after_prefix(std::string_view prefix);

// Whether two folded names differ by at most two letters typed wrongly, left out, added or swapped; one below six letters.
bool nearly_equal(std::string_view a, std::string_view b);

}
