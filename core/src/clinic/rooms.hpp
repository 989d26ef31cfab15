#pragma once

#include <lumbar/problems.hpp>
#include <lumbar/transaction.hpp>

#include "core/src/clinic/saving.hpp"

namespace lumbar::practice {

struct room {
    row_id id;
    std::string name;
    std::int64_t position = 0;
    bool active = true;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(room, (), (id, name, position, active, version))

struct room_body {
    std::string name;
    std::optional<std::int64_t> position; // left out: after the others, or where it is
    std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(room_body, (), (name, position, active))
void check(const room_body& body, problems& list);

// In the order of the board, those out of use included.
std::vector<room> rooms_of(read_tx& tx);
std::optional<room> room_of(read_tx& tx, const row_id& id);
room insert_room(write_tx& tx, const room_body& body);
saving update_room(write_tx& tx, const row_id& id, std::int64_t version, const room_body& body);

}
