#include "core/src/clinic/client_search.hpp"

#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/search_keys.hpp"
#include "core/src/clinic/typed_dates.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>

namespace lumbar::practice {

struct client_hit {
    row_id id;
    std::int64_t number = 0;
    std::string given_name;
    std::string family_name;
    std::string preferred_name;
    std::optional<calendar_date> birth_date;
    std::string phone;
    std::string email;
    std::string pronouns;
    std::string place; // where the list is: a key, or a sort key
};
BOOST_DESCRIBE_STRUCT(client_hit, (),
                      (id, number, given_name, family_name, preferred_name, birth_date, phone, email, pronouns, place))

namespace {

client_line line_of(const client_hit& hit) {
    return {hit.id,         hit.number,      shown_name(hit.given_name, hit.family_name, hit.preferred_name),
            hit.given_name, hit.family_name, hit.birth_date,
            hit.phone,      hit.email,       hit.pronouns};
}

// A place in a search is stage, id and key: the id has 36 characters, the key may have any.
struct place_in_search {
    char stage = '0';
    std::string id;
    std::string key;
};

place_in_search place_from(std::string_view text) {
    if (text.size() < 37) return {};
    return {text[0], std::string(text.substr(1, 36)), std::string(text.substr(37))};
}

std::string text_of(char stage, const client_hit& hit) { return stage + hit.id.str() + hit.place; }

struct key_range {
    std::string from;
    std::string to;
};

key_range prefix_range(const std::string& prefix) { return {prefix, after_prefix(prefix)}; }
key_range everything() { return {"", after_prefix("")}; }

// Where a walk of the index begins: one bound for SQLite to seek by, not two of which it may take the lesser.
place_in_search start_of(const key_range& range, const place_in_search& after) {
    return after.id.empty() ? place_in_search{after.stage, "", range.from} : after;
}

std::vector<client_hit> everybody(read_tx& tx, const place_in_search& after, int limit) {
    return tx.rows<client_hit>(R"(
        SELECT id, number, given_name, family_name, preferred_name, birth_date, phone, email, pronouns, sort_key AS place
        FROM clients
        WHERE archived = 0 AND (sort_key, id) > (:key, :id)
        ORDER BY sort_key, id
        LIMIT :limit)",
                               after.key, after.id, limit);
}

// Walks the first word along its index; the other words are looked up client by client. A client whom several of its own
// words would bring comes with the first of them only.
std::vector<client_hit> by_words(read_tx& tx, const std::array<key_range, 3>& words, const place_in_search& after, int limit) {
    const auto start = start_of(words[0], after);
    return tx.rows<client_hit>(R"(
        SELECT c.id, c.number, c.given_name, c.family_name, c.preferred_name, c.birth_date, c.phone, c.email, c.pronouns,
            k.key AS place
        FROM client_keys k
        JOIN clients c ON c.id = k.client
        WHERE k.kind = 'word' AND (k.key, k.client) > (:key, :id) AND k.key < :to1 AND c.archived = 0
            AND NOT EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word'
                AND e.key >= :from1 AND e.key < k.key)
            AND EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word'
                AND e.key >= :from2 AND e.key < :to2)
            AND EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word'
                AND e.key >= :from3 AND e.key < :to3)
        ORDER BY k.key, k.client
        LIMIT :limit)",
                               start.key, start.id, words[0].to, words[0].from, words[1].from, words[1].to, words[2].from,
                               words[2].to, limit);
}

// One kind of key by prefix; clients found by `skipped` (a kind and its range) are left out: they came before.
std::vector<client_hit> by_key(read_tx& tx, std::string_view kind, const key_range& range, std::string_view skipped,
                               const key_range& skipped_range, const place_in_search& after, int limit) {
    const auto start = start_of(range, after);
    return tx.rows<client_hit>(R"(
        SELECT c.id, c.number, c.given_name, c.family_name, c.preferred_name, c.birth_date, c.phone, c.email, c.pronouns,
            k.key AS place
        FROM client_keys k
        JOIN clients c ON c.id = k.client
        WHERE k.kind = :kind AND (k.key, k.client) > (:key, :id) AND k.key < :to AND c.archived = 0
            AND NOT EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = :skipped
                AND e.key >= :skipped_from AND e.key < :skipped_to)
        ORDER BY k.key, k.client
        LIMIT :limit)",
                               kind, start.key, start.id, range.to, skipped, skipped_range.from, skipped_range.to, limit);
}

std::optional<client_hit> by_number(read_tx& tx, std::int64_t number) {
    return tx.row<client_hit>(R"(
        SELECT id, number, given_name, family_name, preferred_name, birth_date, phone, email, pronouns, sort_key AS place
        FROM clients
        WHERE number = :number AND archived = 0)",
                              number);
}

std::vector<client_hit> by_birth_date(read_tx& tx, const std::array<calendar_date, 2>& dates, const place_in_search& after,
                                      int limit) {
    return tx.rows<client_hit>(R"(
        SELECT id, number, given_name, family_name, preferred_name, birth_date, phone, email, pronouns, '' AS place
        FROM clients
        WHERE birth_date IN (:first, :second) AND archived = 0 AND id > :id
        ORDER BY id
        LIMIT :limit)",
                               dates[0].text, dates[1].text, after.id, limit);
}

bool looks_like_a_number(std::string_view typed) {
    return std::ranges::any_of(typed, [](char c) { return c >= '0' && c <= '9'; }) &&
           typed.find_first_not_of("0123456789+-/(). ") == typed.npos;
}

// How many keys a prefix has, counted no further than tells the rare from the common.
std::int64_t how_common(read_tx& tx, const std::string& prefix) {
    return tx
        .value<std::int64_t>(R"(
        SELECT COUNT(*)
        FROM (SELECT 1 FROM client_keys WHERE kind = 'word' AND key >= :from AND key < :to LIMIT 2000) AS counted)",
                             prefix, after_prefix(prefix))
        .value();
}

// The ranges of at most three words, the longest; the rarest of them first, for it is the one that is walked.
std::array<key_range, 3> ranges_of(read_tx& tx, std::vector<std::string> words) {
    std::ranges::stable_sort(words, std::greater{}, &std::string::size);
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

// Clients found by one of the ways in which two entries are one person.
void add_reason(std::vector<client_match>& matches, const client_hit& hit, std::string_view reason) {
    auto match = std::ranges::find_if(matches, [&](const client_match& m) { return m.client.id == hit.id; });
    if (match == matches.end()) match = matches.insert(match, {line_of(hit), {}});
    if (std::ranges::find(match->because, reason) == match->because.end()) match->because.emplace_back(reason);
}

bool similar_names(const client_hit& hit, const client_body& body) {
    const auto theirs = typed_words(hit.given_name + " " + hit.family_name);
    const auto ours = typed_words(stored(body.given_name) + " " + stored(body.family_name));
    return std::ranges::any_of(ours, [&](const std::string& a) {
        return std::ranges::any_of(theirs, [&](const std::string& b) { return nearly_equal(a, b); });
    });
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
    const auto words = typed_words(text);
    if (words.empty()) return {};
    return page_of(by_words(tx, ranges_of(tx, words), place, limit + 1), '1', limit);
}

std::vector<client_match> likely_duplicates(read_tx& tx, const client_body& body) {
    std::vector<client_match> matches;
    constexpr int most = 20;
    const auto exact = [&](std::string_view kind, const std::string& key, std::string_view reason) {
        if (key.empty()) return;
        for (const auto& hit : by_key(tx, kind, {key, key + '\x01'}, "", everything(), {}, most))
            add_reason(matches, hit, reason);
    };
    exact("name", whole_name_key(stored(body.given_name) + " " + stored(body.family_name)), "same name");
    exact("email", folded(stored(body.email)), "same e-mail");
    // Country and trunk prefixes differ from entry to entry; the last nine digits do not.
    const auto digits = phone_digits(stored(body.phone));
    if (digits.size() >= 6) {
        const auto end = reversed(digits).substr(0, 9);
        for (const auto& hit : by_key(tx, "phone_end", prefix_range(end), "", everything(), {}, most))
            add_reason(matches, hit, "same phone");
    }
    if (body.birth_date && !body.birth_date->empty())
        for (const auto& hit : by_birth_date(tx, {*body.birth_date, *body.birth_date}, {}, 200))
            if (similar_names(hit, body)) add_reason(matches, hit, "same birth date and a similar name");
    std::ranges::stable_sort(matches, [](const auto& a, const auto& b) { return a.because.size() > b.because.size(); });
    if (matches.size() > most) matches.resize(most);
    return matches;
}

}
