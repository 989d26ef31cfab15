#pragma once

#include <lumbar/problems.hpp>
#include <lumbar/transaction.hpp>

#include "core/src/clinic/saving.hpp"

namespace lumbar::practice {

// A stretch of a week on the wall clock, each week the same: when somebody works, or a break in it.
struct weekly_hours {
    std::int64_t weekday = 1; // Monday is 1
    std::int64_t from_minute = 0;
    std::int64_t to_minute = 0;
    bool is_break = false;
};
BOOST_DESCRIBE_STRUCT(weekly_hours, (), (weekday, from_minute, to_minute, is_break))

struct practitioner_view {
    row_id id;
    std::string name;
    std::string title;
    std::string licence;
    row_id room; // their own, proposed first; may be none
    std::int64_t position = 0;
    bool active = true;
    std::vector<weekly_hours> hours;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(practitioner_view, (), (id, name, title, licence, room, position, active, hours, version))

struct practitioner_body {
    std::string name;
    std::optional<std::string> title;
    std::optional<std::string> licence;
    std::optional<row_id> room;
    std::optional<std::int64_t> position;
    std::optional<bool> active;
    std::optional<std::vector<weekly_hours>> hours; // left out: as they were
};
BOOST_DESCRIBE_STRUCT(practitioner_body, (), (name, title, licence, room, position, active, hours))
void check(const practitioner_body& body, problems& list);

// In the order of the board, those who have left included.
std::vector<practitioner_view> practitioners_of(read_tx& tx);
std::optional<practitioner_view> practitioner_of(read_tx& tx, const row_id& id);

// Empty when the room does not exist.
std::optional<practitioner_view> insert_practitioner(write_tx& tx, const practitioner_body& body);
saving update_practitioner(write_tx& tx, const row_id& id, std::int64_t version, const practitioner_body& body);

}
