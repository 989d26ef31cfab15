#pragma once

#include "findings.hpp"

#include <lumbar/events.hpp>

namespace contraindications {

// Told to open windows after a check or an answer: what they show of this visit is old.
struct screening_changed {
    static constexpr std::string_view event = "screening_changed";
    row_id appointment;
    row_id client;
};
BOOST_DESCRIBE_STRUCT(screening_changed, (), (appointment, client))

// The check of a visit, from the facts, the rules and the plan as they are now. Nothing is stored.
evaluation check_of(read_tx& tx, const appointment& visit);

// Runs the check and stores what it found.
screening_state screen(write_tx& tx, const appointment& visit);

// What the stored checks say: screened only if facts, rules and plan are still what they were.
std::vector<screening_state> screening_states(read_tx& tx, std::span<const appointment> visits);

// The check again for visits that are still to come: booked, changed, or of a client whose facts have changed.
void screen_booked(const appointment_booked& booked, write_tx& tx);
void screen_changed_plan(const appointment_changed& changed, write_tx& tx);
void screen_changed_facts(const health_facts_changed& changed, write_tx& tx);

// The check of some made-up visits that are still to come. False when none is left.
bool screen_made_up(write_tx& tx);

}
