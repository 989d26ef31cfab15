#include "core/src/clinic/client_hits.hpp"

#include "core/src/clinic/search_keys.hpp"

#include <algorithm>
#include <tuple>

namespace lumbar::practice {
namespace {

// Where a walk of the index begins: one bound for SQLite to seek by, not two of which it may take the lesser.
place_in_search start_of(const key_range& range, const place_in_search& after) {
    return after.id.empty() ? place_in_search{after.stage, "", range.from} : after;
}

}

client_line line_of(const client_hit& hit) {
    return {hit.id,         hit.number,      shown_name(hit.given_name, hit.family_name, hit.preferred_name),
            hit.given_name, hit.family_name, hit.birth_date,
            hit.phone,      hit.email,       hit.pronouns,
            std::nullopt};
}

place_in_search place_from(std::string_view text) {
    if (text.size() < 37) return {};
    return {text[0], std::string(text.substr(1, 36)), std::string(text.substr(37))};
}

std::string text_of(char stage, const client_hit& hit) { return std::string(1, stage) + hit.id + hit.place; }

key_range prefix_range(const std::string& prefix) { return {prefix, after_prefix(prefix)}; }
key_range exactly(const std::string& key) { return {key, key + '\x01'}; }
key_range everything() { return {"", after_prefix("")}; }

std::vector<client_hit> everybody(read_tx& tx, const place_in_search& after, int limit) {
    return tx.rows<client_hit>(R"(
        SELECT id, number, given_name, family_name, preferred_name, birth_date, phone, email, pronouns, sort_key AS place
        FROM clients
        WHERE archived = 0 AND (sort_key, id) > (:key, :id)
        ORDER BY sort_key, id
        LIMIT :limit)",
                               after.key, after.id, limit);
}

std::vector<client_hit> by_word(read_tx& tx, const key_range& word, const place_in_search& after, int limit) {
    const auto start = start_of(word, after);
    return tx.rows<client_hit>(R"(
        SELECT c.id, c.number, c.given_name, c.family_name, c.preferred_name, c.birth_date, c.phone, c.email, c.pronouns,
            k.key AS place
        FROM client_keys k
        JOIN clients c ON c.id = k.client
        WHERE k.kind = 'word' AND (k.key, k.client) > (:key, :id) AND k.key < :to AND c.archived = 0
            AND NOT EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word'
                AND e.key >= :from AND e.key < k.key)
        ORDER BY k.key, k.client
        LIMIT :limit)",
                               start.key, start.id, word.to, word.from, limit);
}

std::vector<client_hit> by_words(read_tx& tx, const std::array<key_range, 3>& words, const place_in_search& after, int limit) {
    const auto start = start_of(words[0], after);
    const auto space = std::min(start.key.find(' '), start.key.size());
    const std::string word = start.key.substr(0, space), other = start.key.substr(std::min(space + 1, start.key.size()));
    return tx.rows<client_hit>(R"(
        SELECT c.id, c.number, c.given_name, c.family_name, c.preferred_name, c.birth_date, c.phone, c.email, c.pronouns,
            k.word || ' ' || k.other AS place
        FROM client_pairs k
        JOIN clients c ON c.id = k.client
        WHERE (k.word, k.other, k.client) > (:word, :other, :id) AND k.word < :to1 AND k.other >= :from2 AND k.other < :to2
            AND c.archived = 0
            AND NOT EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word'
                AND e.key >= :from AND e.key < k.word)
            AND NOT EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word'
                AND e.key >= :other_from AND e.key < k.other)
            AND EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word'
                AND e.key >= :from3 AND e.key < :to3)
        ORDER BY k.word, k.other, k.client
        LIMIT :limit)",
                               word, other, start.id, words[0].to, words[1].from, words[1].to, words[0].from, words[1].from,
                               words[2].from, words[2].to, limit);
}

std::vector<client_hit> bearers_of(read_tx& tx, const std::string& word, int among, int limit) {
    return tx.rows<client_hit>(R"(
        SELECT c.id, c.number, c.given_name, c.family_name, c.preferred_name, c.birth_date, c.phone, c.email, c.pronouns,
            k.key AS place
        FROM (SELECT key, client FROM client_keys WHERE kind = 'word' AND key = :word ORDER BY client DESC LIMIT :among) AS k
        JOIN clients c ON c.id = k.client
        WHERE c.archived = 0
        ORDER BY k.client DESC
        LIMIT :limit)",
                               word, among, limit);
}

std::vector<client_hit> bearers_of(read_tx& tx, const std::string& word, const std::array<key_range, 2>& others, int limit) {
    return tx.rows<client_hit>(R"(
        SELECT c.id, c.number, c.given_name, c.family_name, c.preferred_name, c.birth_date, c.phone, c.email, c.pronouns,
            k.other AS place
        FROM client_pairs k
        JOIN clients c ON c.id = k.client
        WHERE k.word = :word AND k.other >= :from AND k.other < :to AND c.archived = 0
            AND EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word'
                AND e.key >= :other_from AND e.key < :other_to)
        ORDER BY k.other, k.client
        LIMIT :limit)",
                               word, others[0].from, others[0].to, others[1].from, others[1].to, limit);
}

std::vector<client_hit> by_names(read_tx& tx, const std::array<std::string, 16>& names, int limit) {
    const auto ask = [&](const auto&... name) {
        return tx.rows<client_hit>(R"(
        SELECT c.id, c.number, c.given_name, c.family_name, c.preferred_name, c.birth_date, c.phone, c.email, c.pronouns,
            k.key AS place
        FROM (SELECT key, client FROM client_keys WHERE kind = 'name' AND key IN (:n1, :n2, :n3, :n4, :n5, :n6, :n7, :n8, :n9,
            :n10, :n11, :n12, :n13, :n14, :n15, :n16) LIMIT 100) AS k
        JOIN clients c ON c.id = k.client
        WHERE c.archived = 0
        ORDER BY k.key, k.client
        LIMIT :limit)",
                                   name..., limit);
    };
    return std::apply(ask, names);
}

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

}
