#include "core/src/clinic/client_hits.hpp"
#include "core/src/clinic/client_search.hpp"
#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/search_keys.hpp"

#include <algorithm>

namespace lumbar::practice {
namespace {

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

std::vector<client_match> likely_duplicates(read_tx& tx, const client_body& body) {
    std::vector<client_match> matches;
    constexpr int most = 20;
    const auto exact = [&](std::string_view kind, const std::string& key, std::string_view reason) {
        if (key.empty()) return;
        for (const auto& hit : by_key(tx, kind, exactly(key), "", everything(), {}, most)) add_reason(matches, hit, reason);
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
