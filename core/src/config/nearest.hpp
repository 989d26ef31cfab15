#pragma once

#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

namespace lumbar::configuration {

// The word with the fewest letters changed, added or left out; the first of several. Empty without words.
inline std::string_view nearest(std::string_view typed, const std::vector<std::string_view>& words) {
    auto distance = [&](std::string_view word) {
        std::vector<std::size_t> row(word.size() + 1);
        std::iota(row.begin(), row.end(), std::size_t{0});
        for (std::size_t i = 0; i < typed.size(); ++i) {
            std::size_t diagonal = row[0]++;
            for (std::size_t j = 0; j < word.size(); ++j) {
                std::size_t changed = diagonal + (typed[i] != word[j]);
                diagonal = row[j + 1];
                row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
            }
        }
        return row.back();
    };
    auto best = std::min_element(words.begin(), words.end(), [&](auto a, auto b) { return distance(a) < distance(b); });
    return best == words.end() ? std::string_view() : *best;
}

}
