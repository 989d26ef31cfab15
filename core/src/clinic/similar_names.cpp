#include "core/src/clinic/similar_names.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace lumbar::practice {

struct borne_word {
    std::string word;
    std::int64_t bearers = 0;
};
BOOST_DESCRIBE_STRUCT(borne_word, (), (word, bearers))

namespace {

constexpr std::size_t fewest_letters = 3, most_letters = 32; // as the migration that fills client_words
constexpr std::size_t most_similar = 8;

using letters = std::vector<std::string_view>;

letters letters_of(std::string_view word) {
    letters all;
    for (std::size_t from = 0; from < word.size();) {
        std::size_t to = from + 1;
        while (to < word.size() && (static_cast<unsigned char>(word[to]) & 0xC0) == 0x80) ++to;
        all.push_back(word.substr(from, to - from));
        from = to;
    }
    return all;
}

bool has_fitting_length(const letters& word) { return word.size() >= fewest_letters && word.size() <= most_letters; }

// The word itself and what is left of it without each one of its letters, each once.
std::vector<std::string> deletions_of(std::string_view word) {
    std::set<std::string> all{std::string(word)};
    for (const auto letter : letters_of(word)) {
        const auto at = static_cast<std::size_t>(letter.data() - word.data());
        all.insert(std::string(word.substr(0, at)).append(word.substr(at + letter.size())));
    }
    return {all.begin(), all.end()};
}

// `ask` gets the texts sixteen at a time, the last of them repeated where there are fewer.
template <class Ask>
void by_sixteen(const std::vector<std::string>& texts, Ask ask) {
    std::array<std::string_view, 16> some;
    for (std::size_t from = 0; from < texts.size(); from += some.size()) {
        for (std::size_t i = 0; i < some.size(); ++i) some[i] = texts[std::min(from + i, texts.size() - 1)];
        std::apply(ask, some);
    }
}

std::set<std::string> words_with(read_tx& tx, const std::vector<std::string>& deletions) {
    std::set<std::string> words;
    by_sixteen(deletions, [&](const auto&... some) {
        auto found = tx.rows<std::string>(R"(
        SELECT word
        FROM client_words
        WHERE deletion IN (:d1, :d2, :d3, :d4, :d5, :d6, :d7, :d8, :d9, :d10, :d11, :d12, :d13, :d14, :d15, :d16)
        LIMIT 2000)",
                                          some...);
        words.insert(std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    });
    return words;
}

// How many clients bear each word, counted no further than tells the rare from the frequent.
std::vector<borne_word> with_bearers(read_tx& tx, const std::vector<std::string>& words) {
    std::vector<borne_word> all;
    by_sixteen(words, [&](const auto&... some) {
        auto counted = tx.rows<borne_word>(R"(
        SELECT d.word, (SELECT COUNT(*)
            FROM (SELECT 1 FROM client_keys k WHERE k.kind = 'word' AND k.key = d.word LIMIT 50) AS counted) AS bearers
        FROM client_words d
        WHERE d.deletion = d.word AND d.deletion IN (:w1, :w2, :w3, :w4, :w5, :w6, :w7, :w8, :w9, :w10, :w11, :w12, :w13, :w14,
            :w15, :w16))",
                                           some...);
        all.insert(all.end(), counted.begin(), counted.end());
    });
    return all;
}

bool is_known(read_tx& tx, const std::string& word) {
    return tx
        .value<std::int64_t>(R"(
        SELECT 1
        FROM client_words
        WHERE deletion = :deletion AND word = :word)",
                             word, word)
        .has_value();
}

}

void keep_words(write_tx& tx, const std::vector<std::string>& words) {
    for (const auto& word : words) {
        if (!has_fitting_length(letters_of(word)) || is_known(tx, word)) continue;
        for (const auto& deletion : deletions_of(word))
            tx.execute(R"(
        INSERT INTO client_words (deletion, word)
        VALUES (:deletion, :word)
        ON CONFLICT DO NOTHING)",
                       deletion, word);
    }
}

std::vector<std::string> similar_words(read_tx& tx, std::string_view typed) {
    const auto own = letters_of(typed);
    if (!has_fitting_length(own)) return {};
    const auto starts_as_typed = [&](const std::string& word) { return word.starts_with(own.front()); };
    std::vector<std::string> near;
    for (const auto& word : words_with(tx, deletions_of(typed)))
        if (!word.starts_with(typed) && one_letter_apart(word, typed)) near.push_back(word);
    std::ranges::stable_partition(near, starts_as_typed);
    near.resize(std::min<std::size_t>(near.size(), 32));

    auto borne = with_bearers(tx, near);
    std::erase_if(borne, [](const borne_word& one) { return one.bearers == 0; });
    std::ranges::sort(borne, [&](const borne_word& a, const borne_word& b) {
        return std::tuple(!starts_as_typed(a.word), -a.bearers, std::string_view(a.word)) <
               std::tuple(!starts_as_typed(b.word), -b.bearers, std::string_view(b.word));
    });
    std::vector<std::string> words;
    for (auto& one : borne)
        if (words.size() < most_similar) words.push_back(std::move(one.word));
    return words;
}

bool one_letter_apart(std::string_view a, std::string_view b) {
    auto left = letters_of(a), right = letters_of(b);
    if (left.size() > right.size()) std::swap(left, right);
    if (right.size() - left.size() > 1 || a == b) return false;
    const auto [l, r] = std::ranges::mismatch(left, right);
    const auto same = [&](auto from_left, auto from_right) { return std::equal(from_left, left.end(), from_right, right.end()); };
    if (left.size() < right.size()) return same(l, r + 1);
    if (same(l + 1, r + 1)) return true;
    return left.end() - l > 1 && l[0] == r[1] && l[1] == r[0] && same(l + 2, r + 2);
}

}
