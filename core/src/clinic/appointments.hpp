#pragma once

#include <lumbar/appointments.hpp>
#include <lumbar/points.hpp>

#include <string>
#include <string_view>
#include <vector>

// The booking engine. No two visits share a practitioner, a room or a client at one moment; touching is allowed. A refusal
// changes nothing.
namespace lumbar::practice {

// Why nothing was changed. The names are the codes of the API.
enum class refusal {
    none,
    appointment_not_found,
    invalid_fields, // visit_outcome::field says which
    practitioner_taken,
    room_taken,
    client_taken,
    no_room_free,
    wrong_status, // the visit is not where this step starts from
    visit_blocked // visit_outcome::reasons say why
};
BOOST_DESCRIBE_ENUM(refusal, none, appointment_not_found, invalid_fields, practitioner_taken, room_taken, client_taken,
                    no_room_free, wrong_status, visit_blocked)

struct visit_outcome {
    refusal why = refusal::none;
    std::string detail;                // a sentence for the desk; names no other client
    std::string field;                 // invalid_fields: the pointer
    std::vector<guard_reason> reasons; // visit_blocked
    std::optional<appointment> visit;  // as it is now; empty when it was refused
    std::string warning;               // done, but look: outside working hours; empty otherwise
};

struct booking {
    row_id client;
    row_id service;
    row_id practitioner; // empty: anyone who works then and is free
    row_id room;         // empty: the practitioner's own, else a free one
    utc_ms starts_at;
    std::string note;
};
visit_outcome book(write_tx& tx, const booking& wanted);

// Keeps the length. An empty practitioner or room stays as it is; a room that was not asked for gives way to a free one.
struct move {
    utc_ms starts_at;
    row_id practitioner;
    row_id room;
};
visit_outcome move_visit(write_tx& tx, const appointment& visit, const move& to);

enum class visit_step { confirm, check_in, start, finish, cancel, no_show, reopen };

// What a step may bring along.
struct step_words {
    std::string reason;          // cancel
    std::string override_reason; // start
    std::optional<utc_ms> at;    // when it happened; empty: now
};

// One step of a visit: booked -> confirmed -> arrived -> in_session -> done; cancelled from the first three, no_show from the
// first two once it should have begun; reopen takes the last step back. Checking in runs the contraindication check and
// tells client_arrived. Asks no guard: see start_visit().
visit_outcome take_step(write_tx& tx, const appointment& visit, visit_step step, const step_words& words);

// As take_step with `start`, if no guard has a reason against it, or all of them may be overridden, the actor may do so
// (visits.override) and gives a reason. Keeps what the check said.
visit_outcome start_visit(write_tx& tx, const appointment& visit, const std::string& override_reason);

// What is stored about a step beside the visit itself.
struct visit_history {
    std::string cancel_reason;
    std::string override_reason;
    std::string overridden_by;
};
BOOST_DESCRIBE_STRUCT(visit_history, (), (cancel_reason, override_reason, overridden_by))
visit_history history_of(read_tx& tx, const row_id& appointment);

}
