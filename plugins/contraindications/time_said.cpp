#include "common_words.hpp"
#include "text_reader.hpp"

#include <array>
#include <charconv>

namespace contraindications {

namespace {

int number_of(std::string_view w) {
    constexpr std::array names{"zero",  "one",   "two",  "three", "four",   "five",  "six",
                               "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    for (std::size_t i = 1; i < names.size(); ++i)
        if (w == names[i]) return static_cast<int>(i);
    if (w == "a" || w == "an" || w == "last") return 1;
    int n = 0;
    auto [end, ec] = std::from_chars(w.data(), w.data() + w.size(), n);
    return ec == std::errc() && end == w.data() + w.size() && n >= 0 && n < 4000 ? n : -1;
}

int days_in(std::string_view unit) {
    if (among(unit, "day days")) return 1;
    if (among(unit, "week weeks")) return 7;
    if (among(unit, "month months")) return 30;
    if (among(unit, "year years")) return 365;
    return 0;
}

}

std::string time_said(const std::vector<word>& words, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
        const std::string& w = words[i].text;
        const int n = number_of(w);
        const int unit = i + 1 < last ? days_in(words[i + 1].text) : 0;
        if (n > 0 && unit > 0 && (w == "last" || (i + 2 < last && words[i + 2].text == "ago")))
            return "P" + std::to_string(n * unit) + "D";
        if (w == "yesterday") return "P1D";
        const bool since = i > first && words[i - 1].text == "since";
        if (!since && w.size() == 4 && n >= 1900 && n <= 2100) return w;
    }
    return {};
}

}
