#pragma once

#include "responses.hpp"

#include <lumbar/events.hpp>
#include <lumbar/points.hpp>

// Which visits still want a form: those of a client who never sent one, whose last is older than twelve months on the day
// of the visit, or who has been asked for one and has not sent it.
namespace intake {

struct waiting_visit {
    row_id appointment;
    row_id client;
    std::string client_name;
    utc_ms starts_at;
    std::optional<row_id> response;               // the one to be filled in; empty: not asked for yet
    std::optional<response_status> status;
    std::string reason;                           // "Not filled in", "Started, not sent", "Older than 12 months"
};
BOOST_DESCRIBE_STRUCT(waiting_visit, (), (appointment, client, client_name, starts_at, response, status, reason))

// Of one day on the clinic's wall, soonest first; visits that are over, cancelled or under way are not asked about.
std::vector<waiting_visit> waiting_on(read_tx& tx, const calendar_date& day);

// The mark on the board card of each visit that wants a form.
std::vector<board_badge_mark> missing_form_badges(read_tx& tx, std::span<const appointment> visits);

// A first visit asks for the form.
void ask_at_first_visit(const appointment_booked& happened, write_tx& tx);

}
