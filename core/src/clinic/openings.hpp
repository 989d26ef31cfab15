#pragma once

#include <lumbar/clinic.hpp>
#include <lumbar/transaction.hpp>

namespace lumbar::practice {

// A time at which a service could be booked, with whom and where.
struct opening {
    utc_ms starts_at;
    utc_ms ends_at;
    row_id practitioner;
    std::string practitioner_name;
    row_id room;
    std::string room_name;
};
BOOST_DESCRIBE_STRUCT(opening, (), (starts_at, ends_at, practitioner, practitioner_name, room, room_name))

// The openings of one day of the clinic's wall calendar that are still to come, on full quarters of an hour, within working
// hours, outside breaks and other visits, where a room is free; soonest first. `practitioner`, `client` and `moving` may be
// empty; a client's own visits are avoided, and the visit that is to be moved is in nobody's way.
std::vector<opening> openings_on(read_tx& tx, const calendar_date& day, const service& what, const row_id& practitioner,
                                 const row_id& client, const row_id& moving = {});

}
