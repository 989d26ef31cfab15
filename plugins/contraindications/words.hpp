#pragma once

#include "folding.hpp"
#include "rules.hpp"

#include <lumbar/health_facts.hpp>

#include <unordered_map>

namespace contraindications {

// Something the rules know, found in a text that a person wrote.
struct mention {
    std::vector<std::string> codes; // entries, further facts or medication classes that the word stands for
    std::string name;               // the word, folded: "apixaban"
    lumbar::fact_status status = lumbar::fact_status::present;
    std::vector<lumbar::fact_detail> details; // days_since, when the text says when
};

struct text_reading {
    std::vector<mention> mentions;
    std::vector<std::string> left_over; // what was not understood, as it was written
};

// The words of a rule book, to be found in texts: whole words, in any case, with or without accents, plural or not. Nothing
// is guessed: a word that is spelt otherwise is left over. In doubt a word counts as present.
class lexicon {
public:
    explicit lexicon(const rule_book& book);

    text_reading read(std::string_view text, lumbar::fact_kind kind) const;

private:
    friend class text_reader;
    struct phrase {
        std::vector<std::string> words;
        std::vector<std::string> codes;
        bool capitals = false;
        bool allergy = false; // of an allergy entry; `only_allergy`: says something as an allergy alone
        bool only_allergy = false;
    };
    void add(std::string_view text, const std::string& code, bool capitals, bool allergy, bool only_allergy);
    void index();

    std::vector<phrase> phrases_;
    std::unordered_map<std::string, std::size_t> by_text_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_first_; // longest first
    std::unordered_map<std::string, bool> dated_;                        // codes that ask when it was
    std::unordered_map<std::string, std::string> past_as_;
};

}
