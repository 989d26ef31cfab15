#pragma once

#include "expression.hpp"

#include <lumbar/points.hpp>

#include <map>
#include <stdexcept>
#include <unordered_map>

namespace contraindications {

struct tier_rule {
    lumbar::alert_tier tier = lumbar::alert_tier::note;
    lumbar::alert_urgency urgency = lumbar::alert_urgency::routine;
    std::string says; // the reference's words for `when`
    expression when;
    bool or_missing = false; // a missing answer is enough for this row
    std::string advice;
};

// Modalities to be avoided, or used with caution: in the whole treatment, or in `regions` only ("site": where the client has it).
struct limit {
    std::vector<std::string> modalities; // "all", ids, "position:prone"
    std::string scope;
    std::vector<std::string> regions; // empty: the whole treatment
};

struct source_line {
    std::string ref;
    std::string name;
    std::string says;
};

struct entry {
    std::string id;
    std::string kind;
    std::string label;
    std::vector<std::string> questions;
    expression applies;
    bool silent_when_unknown = false;
    std::string past_as;          // the entry that the past of this one is: "dvt-history"
    std::vector<tier_rule> tiers; // most serious first
    std::vector<std::string> words;
    std::vector<std::string> allergy_words;
    std::vector<std::string> medication_classes;
    std::vector<std::string> regions; // ids, groups or "site"
    std::vector<limit> avoid, caution;
    std::vector<source_line> sources;
    bool dated = false; // a condition of it asks when it was
};

struct fact_word {
    std::string kind;
    std::string label;
    std::vector<std::string> words;
};

struct detail_word {
    std::string type; // yes_no, text, number, days, date, areas
    std::string label;
};

// One rules file.
struct rule_book {
    std::string version;
    std::string status;                     // "draft, needs a named approver"
    std::vector<std::string> today;         // codes that are asked before each visit
    int today_holds_days = 0;               // how long before the visit they may have been answered
    std::map<std::string, fact_word> facts; // beside the entries
    std::map<std::string, detail_word> details;
    std::map<std::string, std::vector<std::string>> medicines; // class: every name of it
    std::vector<std::string> capitals_only;                    // words that count in capitals only
    std::vector<entry> entries;
    std::unordered_map<std::string, std::size_t> by_id;
    std::string fingerprint; // changes with any character of the file

    const entry* find(const std::string& id) const;
    bool knows(const std::string& code) const; // an entry, a further fact or a medication class
    std::string label_of(const std::string& code) const;
};

// Names the entry and the member: "entry sciatica, tiers/0/when: no detail is called 'examined'".
struct bad_rules : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Reads a rules file. Throws bad_rules for whatever README.md does not describe.
rule_book read_rules(std::string_view text);

}
