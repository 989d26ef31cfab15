#pragma once

#include "core/src/clinic/clients.hpp"

#include <array>

// The questions that a search for clients asks the database; each reads as many rows as it gives, whatever the clinic's size,
// but where it says so. Archived clients are never among the rows.
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

client_line line_of(const client_hit& hit);

// A place in a search is stage, id and key: the id has 36 characters, the key may have any.
struct place_in_search {
    char stage = '0';
    std::string id;
    std::string key;
};
place_in_search place_from(std::string_view text);
std::string text_of(char stage, const client_hit& hit);

// Keys from `from` on, before `to`.
struct key_range {
    std::string from;
    std::string to;
};
key_range prefix_range(const std::string& prefix);
key_range exactly(const std::string& key);
key_range everything();

std::vector<client_hit> everybody(read_tx& tx, const place_in_search& after, int limit);

// By the start of one word. A client whom several of its own words would bring comes with the first of them only.
std::vector<client_hit> by_word(read_tx& tx, const key_range& word, const place_in_search& after, int limit);

// By the starts of two or three words, none of which is the start of another. Walks the pairs of the first word.
std::vector<client_hit> by_words(read_tx& tx, const std::array<key_range, 3>& words, const place_in_search& after, int limit);

// Who bears exactly this word, the newest first; looks at the newest `among` bearers only.
std::vector<client_hit> bearers_of(read_tx& tx, const std::string& word, int among, int limit);

// Who bears exactly this word and words in both ranges, which `word` is in neither of. One client may come more than once.
std::vector<client_hit> bearers_of(read_tx& tx, const std::string& word, const std::array<key_range, 2>& others, int limit);

// By whole names (whole_name_key()), sixteen of them.
std::vector<client_hit> by_names(read_tx& tx, const std::array<std::string, 16>& names, int limit);

// One kind of key by prefix; clients found by `skipped` (a kind and its range) are left out: they came before.
std::vector<client_hit> by_key(read_tx& tx, std::string_view kind, const key_range& range, std::string_view skipped,
                               const key_range& skipped_range, const place_in_search& after, int limit);

std::optional<client_hit> by_number(read_tx& tx, std::int64_t number);
std::vector<client_hit> by_birth_date(read_tx& tx, const std::array<calendar_date, 2>& dates, const place_in_search& after,
                                      int limit);

}
