#pragma once

#include "words.hpp"

#include <lumbar/clinic.hpp>

#include <unordered_map>

namespace contraindications {

struct planned {
    std::string modality; // empty: not said
    std::string pressure;
    std::vector<std::string> areas; // regions or groups; empty: the whole body
    std::vector<std::string> positions;
    std::string label; // of the service, for a person
};

// Whom and what the rules are asked about.
struct subject {
    std::vector<lumbar::health_fact> facts;
    std::optional<int> age;
    int adult_age = 18;
    lumbar::calendar_date today; // of the visit, in the clinic's zone
    std::optional<planned> plan; // none: the client whatever is planned
};

// A fact as the rules see it: one that was answered, or a word in a free text.
struct known_fact {
    std::string code;
    lumbar::fact_status status = lumbar::fact_status::present;
    std::vector<lumbar::fact_detail> details;
    bool from_text = false;
    std::vector<std::string> names; // medicines that the text names, folded
    std::string said;               // 'Medicines: "apixaban 5 mg"', for a fact from a text
    const lumbar::health_fact* origin = nullptr;
};

// A word of a free text that was understood, and how.
struct recognised {
    std::string text; // the whole text, as written
    std::string word;
    std::string label;
    lumbar::fact_status status = lumbar::fact_status::present;
};
BOOST_DESCRIBE_STRUCT(recognised, (), (text, word, label, status))

// All that is known about a subject, by code.
class person {
public:
    person(const subject& who, const rule_book& book, const lexicon& words);

    const subject& who() const { return who_; }
    // Every fact of this code, whatever its status.
    const std::vector<known_fact>& of(const std::string& code) const;

    std::vector<recognised> understood;
    std::vector<std::string> not_understood;

private:
    void add_answer(const lumbar::health_fact& fact, const rule_book& book, const lexicon& words);
    void add_text(const lumbar::health_fact& fact, const rule_book& book, const lexicon& words);

    const subject& who_;
    std::unordered_map<std::string, std::vector<known_fact>> facts_;
};

}
