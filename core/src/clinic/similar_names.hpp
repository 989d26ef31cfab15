#pragma once

#include <lumbar/transaction.hpp>

// Names that were heard or typed with one mistake. Words are folded (search_keys.hpp).
namespace lumbar::practice {

// Makes the words of a client's name known to similar_words(). One that is known already stays as it is, and none is forgotten
// when its last bearer is renamed.
void keep_words(write_tx& tx, const std::vector<std::string>& words);

// Words that clients bear and that are one letter apart from `typed`, those aside that start with it: at most 8, first those
// with the same first letter, the more frequent first. None for fewer than 3 letters or more than 32.
std::vector<std::string> similar_words(read_tx& tx, std::string_view typed);

// Whether one letter left out, added, typed wrongly or swapped with its neighbour makes one word of the other
// (Damerau and Levenshtein's distance 1; a letter is a code point). False for equal words.
bool one_letter_apart(std::string_view a, std::string_view b);

}
