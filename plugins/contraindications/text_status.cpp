#include "common_words.hpp"
#include "text_reader.hpp"

#include <algorithm>

namespace contraindications {

using lumbar::fact_status;

// "no numbness, tingling or weakness": a list that ends in "or" is denied as a whole.
void text_reader::carry_denials(std::vector<clause>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& pieces = all[i].pieces;
        if (!std::any_of(pieces.begin(), pieces.end(), [](const piece& p) { return p.known && p.status == fact_status::absent; }))
            continue;
        std::size_t last = i;
        for (std::size_t j = i + 1; j < all.size() && !all[j - 1].ends_sentence; ++j) {
            const bool begins = all[j].pieces[0].known || is(all[j], 0, "or nor");
            if (!begins) break;
            for (std::size_t k = 0; k < all[j].pieces.size(); ++k)
                if (is(all[j], k, "or nor")) last = j;
        }
        for (std::size_t j = i + 1; j <= last; ++j) mark_denied(all[j], true);
        i = last;
    }
}

void text_reader::mark_denied(clause& c, bool from_start) {
    bool denied = from_start;
    bool unsure = false;
    for (std::size_t i = 0; i < c.pieces.size(); ++i) {
        piece& p = c.pieces[i];
        if (p.known) {
            if (denied)
                p.status = fact_status::absent;
            else if (unsure)
                p.status = fact_status::unknown;
        } else if (is(c, i, "no") && is(c, i + 1, "longer more")) {
            ++i;
        } else if (is(c, i, "not") && is(c, i + 1, "sure")) {
            unsure = true;
        } else if (is(c, i, denials)) {
            denied = true;
            p.marker = true;
        } else if (!among(text_of(p), after_denial) && !number_like(text_of(p))) {
            denied = false;
        }
    }
}

void text_reader::mark_family(clause& c) {
    auto& pieces = c.pieces;
    bool family = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].known) {
            if (family && pieces[i].status == fact_status::present) pieces[i].status = fact_status::family;
            continue;
        }
        if (is(c, i, "i im ive myself"))
            family = false;
        else if (is(c, i, "family") && is(c, i + 1, "history"))
            family = true;
        else if (is(c, i, relatives)) {
            family = is(c, i + 1, relatives_do) || (i + 1 < pieces.size() && pieces[i + 1].known);
            // "diabetes (mother)", "gout in my father"
            if (i + 1 == pieces.size())
                for (std::size_t k = i; k-- > 0;) {
                    if (pieces[k].known) {
                        pieces[k].status = fact_status::family;
                        break;
                    }
                    if (!is(c, k, "my in the both")) break;
                }
        } else if (is(c, i, "family") && is(c, i - 1, "the my our") && i >= 2 && is(c, i - 2, "in")) {
            for (std::size_t k = 0; k < i; ++k)
                if (pieces[k].known) pieces[k].status = fact_status::family;
        }
    }
}

void text_reader::mark_past(clause& c) {
    auto& pieces = c.pieces;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (!pieces[i].known || pieces[i].status != fact_status::present) continue;
        std::size_t k = i;
        while (k > 0 && is(c, k - 1, small)) --k;
        const bool used_to = k >= 2 && is(c, k - 1, "to") && is(c, k - 2, "used");
        const bool no_longer = k >= 2 && is(c, k - 1, "longer more") && is(c, k - 2, "no");
        const bool came_off = k >= 2 && is(c, k - 1, "off") && is(c, k - 2, "came come");
        const bool before = k >= 1 && is(c, k - 1, past_before);
        std::size_t n = i + 1;
        while (n < pieces.size() && (is(c, n, small) || (!pieces[n].known && number_like(text_of(pieces[n]))))) ++n;
        const bool after = is(c, n, past_after) || (is(c, n, "no") && is(c, n + 1, "longer more")) ||
                           (is(c, n, "in") && is(c, n + 1, "the") && is(c, n + 2, "past")) ||
                           (is(c, n, "as") && is(c, n + 1, "a") && is(c, n + 2, "child teenager kid"));
        if (used_to || no_longer || came_off || before || after) pieces[i].status = fact_status::past;
    }
}

}
