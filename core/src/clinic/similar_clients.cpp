#include "core/src/clinic/similar_clients.hpp"

#include "core/src/clinic/client_hits.hpp"
#include "core/src/clinic/search_keys.hpp"
#include "core/src/clinic/similar_names.hpp"

#include <algorithm>

namespace lumbar::practice {
namespace {

constexpr std::size_t most_words = 3;
constexpr int most_lines = 20;
constexpr std::size_t words_walked = 3; // of the words similar to one typed, when others stand beside it

using spellings = std::vector<std::string>;

class similar_lines {
public:
    similar_lines(found_clients& found, int limit)
        : found_(found), most_(std::min(found.lines.size() + most_lines, static_cast<std::size_t>(limit))) {}

    int left() const { return static_cast<int>(most_ - std::min(most_, found_.lines.size())); }
    int there() const { return static_cast<int>(found_.lines.size()); }
    bool has(const row_id& id) const { return std::ranges::find(found_.lines, id, &client_line::id) != found_.lines.end(); }

    void add(const std::vector<client_hit>& hits) {
        for (const auto& hit : hits) {
            if (left() == 0 || has(hit.id)) continue;
            found_.lines.push_back(line_of(hit));
            found_.lines.back().similar = true;
        }
    }

private:
    found_clients& found_;
    std::size_t most_;
};

// An equal share of the lines for each word, so that the first does not hide the others.
void add_bearers(read_tx& tx, const spellings& similar, similar_lines& lines) {
    for (std::size_t i = 0; i < similar.size() && lines.left() > 0; ++i) {
        const int words_left = static_cast<int>(similar.size() - i);
        const int share = (lines.left() + words_left - 1) / words_left, most = share + lines.there();
        auto hits = bearers_of(tx, similar[i], most + 10, most);
        std::erase_if(hits, [&](const client_hit& hit) { return lines.has(hit.id); });
        hits.resize(std::min<std::size_t>(hits.size(), static_cast<std::size_t>(share)));
        lines.add(hits);
    }
}

// The whole names that come of two words in each of their spellings, the nearest to what was typed first; not what was typed.
spellings names_of(const std::vector<std::string>& typed, const std::vector<spellings>& similar) {
    std::vector<std::pair<std::size_t, std::string>> names;
    for (std::size_t a = 0; a <= similar[0].size(); ++a) {
        for (std::size_t b = a == 0 ? 1 : 0; b <= similar[1].size(); ++b) {
            const auto& one = a == 0 ? typed[0] : similar[0][a - 1];
            const auto& other = b == 0 ? typed[1] : similar[1][b - 1];
            names.emplace_back(a + b, std::min(one, other) + " " + std::max(one, other));
        }
    }
    std::ranges::stable_sort(names, {}, &std::pair<std::size_t, std::string>::first);
    spellings all;
    for (auto& name : names) all.push_back(std::move(name.second));
    return all;
}

void add_whole_names(read_tx& tx, const spellings& names, similar_lines& lines) {
    std::array<std::string, 16> some;
    const auto most = std::min(names.size(), 2 * some.size());
    for (std::size_t from = 0; from < most && lines.left() > 0; from += some.size()) {
        for (std::size_t i = 0; i < some.size(); ++i) some[i] = names[std::min(from + i, names.size() - 1)];
        lines.add(by_names(tx, some, lines.left() + lines.there()));
    }
}

}

void add_similar(read_tx& tx, const std::vector<std::string>& words, found_clients& found, int limit) {
    similar_lines lines(found, limit);
    if (words.size() > most_words || lines.left() == 0) return;
    std::vector<spellings> similar;
    for (const auto& word : words) similar.push_back(similar_words(tx, word));
    if (words.size() == 1) return add_bearers(tx, similar[0], lines);
    if (words.size() == 2) add_whole_names(tx, names_of(words, similar), lines);
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::array<key_range, 2> others{everything(), everything()};
        for (std::size_t j = 0, at = 0; j < words.size(); ++j)
            if (j != i) others[at++] = prefix_range(words[j]);
        for (std::size_t s = 0; s < std::min(similar[i].size(), words_walked) && lines.left() > 0; ++s)
            lines.add(bearers_of(tx, similar[i][s], others, 2 * (lines.left() + lines.there())));
    }
}

}
