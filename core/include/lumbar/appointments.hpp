#pragma once

#include <lumbar/transaction.hpp>

namespace [[gnu::visibility("default")]] lumbar {

enum class appointment_status { booked, confirmed, arrived, in_session, done, no_show, cancelled };
BOOST_DESCRIBE_ENUM(appointment_status, booked, confirmed, arrived, in_session, done, no_show, cancelled)

// One visit of one client: who treats, where, what, when. Half-open: ends_at is the first moment after it.
struct appointment {
    row_id id;
    row_id client;
    row_id practitioner;
    row_id room;
    row_id service;
    utc_ms starts_at;
    utc_ms ends_at;
    appointment_status status = appointment_status::booked;
    std::string note;                        // for the desk
    std::optional<utc_ms> arrived_at;
    std::optional<utc_ms> started_at;
    std::optional<utc_ms> finished_at;
    std::string screening;                   // what the check said when the session started: "clear", "alerts", "not screened: …"; empty before
    utc_ms created_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(appointment, (), (id, client, practitioner, room, service, starts_at, ends_at, status, note, arrived_at,
    started_at, finished_at, screening, created_at, version))

std::optional<appointment> appointment_of(read_tx& tx, const row_id& id);

// The client's visits that are not over or cancelled, soonest first.
std::vector<appointment> coming_appointments(read_tx& tx, const row_id& client);

// All clients' visits, of every status, that start in [from, to); soonest first.
std::vector<appointment> visits_between(read_tx& tx, utc_ms from, utc_ms to);

}
