#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace contraindications {

enum class gap { none, list, sentence };

// One word of a text: folded to lower case without accents or apostrophes ("Raynaud's" is "raynauds"), and where it stands.
struct word {
    std::string text;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool capitals = false; // written in capitals only
    gap after = gap::none; // a comma, slash or plus, or the end of a sentence, before the next word
};

// Letters of other scripts stay as they are and count as parts of words. Bytes that are not UTF-8 do too.
std::vector<word> words_of(std::string_view text);

// The words of a short text with one space between them.
std::string folded(std::string_view text);

}
