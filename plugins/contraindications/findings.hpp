#pragma once

#include "evaluate.hpp"

#include <lumbar/appointments.hpp>

namespace contraindications {
using namespace lumbar;

enum class therapist_answer { proceed, adapt, do_not_treat, needs_letter };
BOOST_DESCRIBE_ENUM(therapist_answer, proceed, adapt, do_not_treat, needs_letter)

// What a therapist answered, and the finding as it stood then.
struct given_answer {
    row_id finding;
    row_id appointment;
    std::string entry;
    alert_tier tier = alert_tier::note;
    std::string because;
    std::string conflicts;
    therapist_answer answer = therapist_answer::proceed;
    std::string reason;
    calendar_date until; // empty: for its own visit only
    std::string answered_by_name;
    utc_ms at;
};
BOOST_DESCRIBE_STRUCT(given_answer, (),
                      (finding, appointment, entry, tier, because, conflicts, answer, reason, until, answered_by_name, at))

struct answer_view {
    therapist_answer answer = therapist_answer::proceed;
    std::string reason;
    calendar_date until;
    std::string by;
    utc_ms at;
    bool holds = true; // false: the finding is no longer what was answered
};
BOOST_DESCRIBE_STRUCT(answer_view, (), (answer, reason, until, by, at, holds))

// A finding of one visit (or, without a visit, of the client whatever is planned), with what was answered.
struct finding {
    row_id id; // empty: not stored yet, the check has to run again first
    row_id appointment;
    std::string entry;
    std::string label;
    alert_tier tier = alert_tier::note;
    alert_urgency urgency = alert_urgency::routine;
    std::string advice;
    std::vector<std::string> because;
    bool provisional = false;
    std::vector<std::string> open;
    std::vector<std::string> conflicts;
    std::vector<std::string> caution;
    std::vector<std::string> regions;
    std::string source;
    std::vector<cited> sources;
    std::vector<therapist_answer> choices; // what may be answered; empty: it needs none
    std::optional<answer_view> answer;     // the one in force
    std::vector<answer_view> earlier;      // newest first
};
BOOST_DESCRIBE_STRUCT(finding, (),
                      (id, appointment, entry, label, tier, urgency, advice, because, provisional, open, conflicts, caution,
                       regions, source, sources, choices, answer, earlier))

// A finding stops the visit until it is answered: refer, clearance, or a plan that has to change.
bool stops(const finding& f);

// What may be answered at this tier: for a refer only do_not_treat and needs_letter; for a note nothing.
std::vector<therapist_answer> choices_at(alert_tier tier);

// The findings of a visit as they are now, whether or not they have been stored so, most serious first. Without a visit:
// the client's, whatever is planned; ids and answers are then those of the client's next visit.
std::vector<finding> findings_of(read_tx& tx, const row_id& client, const std::optional<appointment>& visit,
                                 const std::vector<outcome>& outcomes);

// Stores what a check found. A finding that was there before keeps its id; one that is no longer there stays, not raised.
void store_findings(write_tx& tx, const appointment& visit, const std::vector<outcome>& outcomes,
                    const std::string& rules_version);

struct stored_finding {
    row_id id;
    row_id appointment;
    row_id client;
    std::string entry;
    bool raised = true;
    alert_tier tier = alert_tier::note;
    std::string because;
    std::string conflicts;
};
BOOST_DESCRIBE_STRUCT(stored_finding, (), (id, appointment, client, entry, raised, tier, because, conflicts))

std::optional<stored_finding> finding_of(read_tx& tx, const row_id& id);

enum class answering { done, no_such_finding, not_raised, not_for_this_tier };

// Adds an answer; earlier ones stay. An answer holds for its own visit, with `until` for all of the client's visits up to
// that day, and only as long as the finding is what was answered.
answering answer_finding(write_tx& tx, const row_id& id, therapist_answer answer, std::string_view reason,
                         const calendar_date& until);

}
