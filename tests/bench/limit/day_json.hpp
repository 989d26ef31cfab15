#pragma once

#include "text.hpp"

#include <map>
#include <string>
#include <vector>

// A board's JSON from what the stores read; the same for SQLite and PostgreSQL.
namespace bench {

struct person {
    std::string id, name, room, initials;
    bool active = true;
    std::int64_t booked = 0;
    std::string hours;
};

// Everything of a board but its visits, whose JSON is made while they are read.
struct day_parts {
    std::string zone;
    std::vector<person> people;
    std::vector<std::pair<std::string, std::string>> rooms;
    std::int64_t opens = 0, closes = 0;
    std::string visits = "[";
};

// A visit's columns in the order of the stores' SELECT; texts live until the next row.
struct visit_columns {
    std::string_view id, client, given, family, preferred, phone, practitioner, practitioner_name, room, room_name, service,
        service_name, status, note;
    std::int64_t number, starts, ends, version, new_client;
};

inline constexpr std::string_view nothing_checked = R"("The check has not run for this visit")";

// Midnight of a date there, and the weekday.
struct day_bounds {
    std::int64_t from = 0, to = 0;
    int weekday = 1;
};
const day_bounds& bounds_of(std::string_view date, const std::string& zone);

void add_shift(day_parts& day, const day_bounds& bounds, std::string_view practitioner, std::int64_t from, std::int64_t to, bool is_break);
void add_visit(day_parts& day, const day_bounds& bounds, const visit_columns& visit);
void write_day(std::string& out, std::string_view date, const day_parts& day);

}
