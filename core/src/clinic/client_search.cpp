#include "core/src/clinic/client_search.hpp"

#include "core/src/clinic/client_hits.hpp"
#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/search_keys.hpp"
#include "core/src/clinic/similar_clients.hpp"
#include "core/src/clinic/typed_dates.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

namespace lumbar::practice {
namespace {

constexpr std::size_t few = 5; // found names, below which similar ones are worth showing

bool looks_like_a_number(std::string_view typed) {
    return std::ranges::any_of(typed, [](char c) { return c >= '0' && c <= '9'; }) &&
           typed.find_first_not_of("0123456789+-/(). ") == typed.npos;
}

// Without words that another one starts with: who bears that one bears them.
std::vector<std::string> distinct_starts(std::vector<std::string> words) {
    std::ranges::stable_sort(words, std::greater{}, &std::string::size);
    std::vector<std::string> kept;
    for (auto& word : words)
        if (std::ranges::none_of(kept, [&](const std::string& longer) { return longer.starts_with(word); }))
            kept.push_back(std::move(word));
    return kept;
}

// How many keys a prefix has, counted no further than tells the rare from the common.
std::int64_t how_common(read_tx& tx, const std::string& prefix) {
    return tx
        .value<std::int64_t>(R"(
        SELECT COUNT(*)
        FROM (SELECT 1 FROM client_keys WHERE kind = 'word' AND key >= :from AND key < :to LIMIT 500) AS counted)",
                             prefix, after_prefix(prefix))
        .value();
}

// The ranges of the first three words, the longest; the rarest of them first, for it is the one that is walked.
std::array<key_range, 3> ranges_of(read_tx& tx, std::vector<std::string> words) {
    std::array<key_range, 3> ranges{everything(), everything(), everything()};
    words.resize(std::min(words.size(), ranges.size()));
    if (words.size() > 1) {
        std::map<std::string, std::int64_t> common;
        for (const auto& word : words) common[word] = how_common(tx, word);
        std::ranges::stable_sort(words, {}, [&](const std::string& word) { return common[word]; });
    }
    for (std::size_t i = 0; i < words.size(); ++i) ranges[i] = prefix_range(words[i]);
    return ranges;
}

found_clients page_of(const std::vector<client_hit>& hits, char stage, int limit) {
    found_clients found;
    for (const auto& hit : hits) {
        if (static_cast<int>(found.lines.size()) == limit) {
            found.next = text_of(stage, hits[static_cast<std::size_t>(limit) - 1]);
            break;
        }
        found.lines.push_back(line_of(hit));
    }
    return found;
}

// First who has that number, then phones that start so, then phones that end so.
found_clients by_digits(read_tx& tx, std::string_view typed, place_in_search after, int limit) {
    const auto digits = phone_digits(typed);
    const auto without_trunk = digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
    const auto starts = prefix_range(digits), ends = prefix_range(reversed(without_trunk));
    std::vector<std::pair<char, client_hit>> hits;
    const auto left = [&] { return limit + 1 - static_cast<int>(hits.size()); };
    std::optional<client_hit> numbered;
    if (digits.size() <= 12)
        if (std::int64_t number = 0; std::from_chars(digits.data(), digits.data() + digits.size(), number).ec == std::errc())
            numbered = by_number(tx, number);
    if (numbered && after.stage == '0') hits.emplace_back('1', *numbered);
    if (digits.size() >= 3 && after.stage < '3')
        for (auto& hit : by_key(tx, "phone", starts, "", everything(), after.stage == '2' ? after : place_in_search{}, left()))
            hits.emplace_back('2', std::move(hit));
    if (without_trunk.size() >= 3 && left() > 0)
        for (auto& hit : by_key(tx, "phone_end", ends, "phone", starts, after.stage == '3' ? after : place_in_search{}, left()))
            hits.emplace_back('3', std::move(hit));
    found_clients found;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        if (static_cast<int>(i) == limit) {
            found.next = text_of(hits[i - 1].first, hits[i - 1].second);
            break;
        }
        if (hits[i].first == '1' || !numbered || hits[i].second.id != numbered->id)
            found.lines.push_back(line_of(hits[i].second));
    }
    return found;
}

}

found_clients find_clients(read_tx& tx, std::string_view typed, std::string_view after, int limit) {
    const auto text = as_stored(typed.substr(0, name_length));
    const auto place = place_from(after);
    if (text.empty()) return page_of(everybody(tx, place, limit + 1), '1', limit);
    if (const auto dates = typed_dates(text); !dates[0].empty() || !dates[1].empty())
        return page_of(by_birth_date(tx, dates, place, limit + 1), '1', limit);
    if (looks_like_a_number(text)) return by_digits(tx, text, place, limit);
    if (text.find('@') != text.npos)
        return page_of(by_key(tx, "email", prefix_range(folded(text)), "", everything(), place, limit + 1), '1', limit);
    const auto words = distinct_starts(typed_words(text));
    if (words.empty()) return {};
    auto found = page_of(words.size() == 1 ? by_word(tx, prefix_range(words.front()), place, limit + 1)
                                           : by_words(tx, ranges_of(tx, words), place, limit + 1),
                         '1', limit);
    if (place.id.empty() && found.lines.size() < few) add_similar(tx, words, found, limit);
    return found;
}

}
