#pragma once

#include "words.hpp"

namespace contraindications {

// Reads one text, clause by clause: what is named, whether it is said of the client, of now, or denied, and what is left.
class text_reader {
public:
    text_reader(const lexicon& words, std::string_view text, lumbar::fact_kind kind);

    text_reading read();

private:
    // A known phrase or a single other word.
    struct piece {
        std::size_t first;
        std::size_t last; // one past
        const lexicon::phrase* known = nullptr;
        lumbar::fact_status status = lumbar::fact_status::present;
        bool marker = false; // says something about a known phrase beside it
    };
    struct clause {
        std::vector<piece> pieces;
        bool ends_sentence = false;
    };

    std::vector<clause> clauses();
    const lexicon::phrase* phrase_at(std::size_t at, bool allergy) const;
    enum class match { none, plural, exact };
    match matches(const lexicon::phrase& p, std::size_t at) const;
    const std::string& text_of(const piece& p) const { return words_[p.first].text; }
    bool is(const clause& c, std::size_t i, std::string_view list) const;

    void carry_denials(std::vector<clause>& all);
    void mark_denied(clause& c, bool from_start);
    void mark_family(clause& c);
    void mark_past(clause& c);
    void keep_allergies(clause& c);
    void note(const clause& c, text_reading& out) const;
    void collect_left_over(const clause& c, text_reading& out) const;

    const lexicon& lexicon_;
    std::string_view source_;
    lumbar::fact_kind kind_;
    std::vector<word> words_;
};

// The time that a clause gives, as a value of the detail days_since: "P730D" for "2 years ago", "2019" for a year; empty without
// one.
std::string time_said(const std::vector<word>& words, std::size_t first, std::size_t last);

}
