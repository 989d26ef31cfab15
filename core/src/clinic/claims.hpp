#pragma once

#include <lumbar/appointments.hpp>

#include <span>

// What a visit takes up.
namespace lumbar::practice {

enum class claim_kind { practitioner, room, client };
BOOST_DESCRIBE_ENUM(claim_kind, practitioner, room, client)

// The longest visit there is, and so the longest claim.
inline constexpr std::chrono::hours longest_visit{8};

struct claimed_time {
    utc_ms from_ms;
    utc_ms to_ms;
};
BOOST_DESCRIBE_STRUCT(claimed_time, (), (from_ms, to_ms))

struct clash {
    claim_kind kind;
    std::optional<claimed_time> other; // empty: it came in while this was being written
};

// The first claim of another visit on this resource within [from, to).
std::optional<claimed_time> claim_on(read_tx& tx, claim_kind kind, const row_id& resource, utc_ms from, utc_ms to,
                                     const row_id& visit);

// The first of practitioner, room and client that another visit has taken. Of what is asked for, rooms may be left out.
std::optional<clash> clash_of(read_tx& tx, const appointment& visit, bool with_room);

// Rooms in use that nobody has taken then: `first` before the others, then those that are no other practitioner's own, then in
// the order of the board.
std::vector<row_id> free_rooms(read_tx& tx, utc_ms from, utc_ms to, const row_id& visit, const row_id& first);

// Replaces what this visit claims. Precondition: no clash that this transaction can see. Where another server writes at the
// same moment the store itself may refuse; then nothing is changed.
std::optional<clash> put_claims(write_tx& tx, const appointment& visit);
void drop_claims(write_tx& tx, const row_id& visit);

}
