#pragma once

#include "person.hpp"

namespace contraindications {

// A rule book with its words, ready to be asked.
struct ruleset {
    explicit ruleset(std::string_view file) : book(read_rules(file)), words(book) {}
    rule_book book;
    lexicon words;
    std::string name() const { return "rules " + book.version + " (" + book.status + ")"; }
    std::string version() const { return book.version + "+" + book.fingerprint; }
};

struct cited {
    std::string name;
    std::string says;
};
BOOST_DESCRIBE_STRUCT(cited, (), (name, says))

// What one entry has to say about a client: the first row of it that holds.
struct outcome {
    std::string entry;
    std::string label;
    lumbar::alert_tier tier = lumbar::alert_tier::note;
    lumbar::alert_urgency urgency = lumbar::alert_urgency::routine;
    std::string advice;
    std::vector<std::string> because;   // the answers that make it so
    bool provisional = false;           // a question is open; the advice holds until it is answered
    std::vector<std::string> open;      // the open questions
    std::vector<std::string> conflicts; // what of the plan has to change before the session
    std::vector<std::string> caution;   // modalities to be careful with
    std::vector<std::string> regions;   // ids or groups; where it is, for a local one where not to touch
    std::string source;                 // "Intake form, 2026-11-03": where the first of the answers is from
    std::vector<cited> sources;         // whose rule it is
};

struct evaluation {
    std::vector<outcome> findings;      // most serious first; one per entry
    std::vector<recognised> understood; // words of free texts that the rules know
    std::vector<std::string> not_understood;
    std::vector<std::string> not_asked; // questions of today's check without an answer, or with an old one
    bool answered = false;              // there is at least one fact
    // Nothing above note, no question open, nothing unread: never so by silence.
    bool clear() const;
};

// The rules' answer. It depends on nothing else: the same subject and rules give the same findings.
evaluation evaluate(const ruleset& rules, const subject& who);

}
