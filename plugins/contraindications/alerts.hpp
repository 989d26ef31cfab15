#pragma once

#include "findings.hpp"

namespace contraindications {

// Every client's findings, whatever is planned, and of coming visits those that their plan alone makes. What nobody has
// understood or asked comes as a provisional note.
std::vector<client_alert> alerts(read_tx& tx, std::span<const row_id> clients);

// What keeps a session from starting, from the facts as they are now: a refer (no override), an unanswered stop, a stop that
// was answered with do_not_treat or needs_letter, and a plan that has to change.
std::vector<guard_reason> visit_reasons_of(read_tx& tx, const appointment& visit);

// A note waits for the answer to every stop of its visit.
std::vector<guard_reason> note_reasons_of(read_tx& tx, const row_id& note, const appointment& visit);

}
