#include "person.hpp"

#include <algorithm>

namespace contraindications {

using lumbar::fact_kind;
using lumbar::fact_status;
using lumbar::health_fact;

namespace {

std::string_view heading(fact_kind kind) {
    switch (kind) {
    case fact_kind::medication:
        return "Medicines";
    case fact_kind::allergy:
        return "Allergies";
    case fact_kind::condition:
        return "Conditions";
    case fact_kind::device:
        return "Devices";
    case fact_kind::event:
        return "Events";
    default:
        return "In their own words";
    }
}

bool of_a_relative(const health_fact& fact) {
    return std::any_of(fact.details.begin(), fact.details.end(),
                       [](const auto& d) { return d.name == "family_only" && d.value == "yes"; });
}

// What is left of a text about conditions or medicines has to be read by a person.
bool must_be_understood(fact_kind kind) {
    return kind == fact_kind::medication || kind == fact_kind::condition || kind == fact_kind::allergy ||
           kind == fact_kind::device || kind == fact_kind::event;
}

}

person::person(const subject& who, const rule_book& book, const lexicon& words) : who_(who) {
    for (const health_fact& fact : who.facts) {
        if (fact.kind == fact_kind::preference) continue;
        if (!fact.code.empty())
            add_answer(fact, book, words);
        else if (!fact.text.empty())
            add_text(fact, book, words);
    }
}

void person::add_answer(const health_fact& fact, const rule_book& book, const lexicon& words) {
    known_fact known{fact.code, fact.status, fact.details, false, {}, {}, &fact};
    if (of_a_relative(fact) && known.status == fact_status::present) known.status = fact_status::family;
    if (fact.kind == fact_kind::medication && known.status == fact_status::present)
        for (const mention& m : words.read(fact.text, fact.kind).mentions) known.names.push_back(m.name);
    const entry* rule = book.find(fact.code);
    if (known.status == fact_status::past && rule && !rule->past_as.empty()) {
        known_fact now = known;
        now.code = rule->past_as;
        now.status = fact_status::present;
        facts_[now.code].push_back(std::move(now));
        if (rule->past_as == fact.code) return;
    }
    if (!book.knows(fact.code) && fact.status == fact_status::present)
        not_understood.push_back(fact.text.empty() ? fact.code : fact.code + ": " + fact.text);
    facts_[fact.code].push_back(std::move(known));
}

void person::add_text(const health_fact& fact, const rule_book& book, const lexicon& words) {
    text_reading reading = words.read(fact.text, fact.kind);
    for (const mention& m : reading.mentions) {
        const fact_status status = fact.status == fact_status::present ? m.status : fact.status;
        std::string labels;
        for (const std::string& code : m.codes) {
            known_fact known{code, status, m.details, true, {m.name}, {}, &fact};
            known.said = std::string(heading(fact.kind)) + ": \"" + fact.text + "\"";
            known.details.insert(known.details.end(), fact.details.begin(), fact.details.end());
            const entry* rule = book.find(code);
            if (status == fact_status::past && rule && !rule->past_as.empty()) {
                known.code = rule->past_as;
                known.status = fact_status::present;
            }
            labels += (labels.empty() ? "" : "; ") + book.label_of(known.code);
            facts_[known.code].push_back(std::move(known));
        }
        understood.push_back({fact.text, m.name, labels, status});
    }
    if (fact.status != fact_status::present && fact.status != fact_status::unknown) return;
    if (must_be_understood(fact.kind))
        not_understood.insert(not_understood.end(), reading.left_over.begin(), reading.left_over.end());
}

const std::vector<known_fact>& person::of(const std::string& code) const {
    static const std::vector<known_fact> none;
    auto found = facts_.find(code);
    return found == facts_.end() ? none : found->second;
}

}
