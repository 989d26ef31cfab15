#pragma once

#include <lumbar/appointments.hpp>

#include <map>

// When people work on one day, as moments: a day on which the clocks change is shorter or longer than others.
namespace lumbar::practice {

struct span_of_time {
    utc_ms from;
    utc_ms to;
    bool is_break = false;
};
BOOST_DESCRIBE_STRUCT(span_of_time, (), (from, to, is_break))

struct days_hours {
    std::map<row_id, std::vector<span_of_time>> of; // by practitioner, earliest first
    int opens_minute = 0;                           // on the wall, over all of them; both 0 when nobody works
    int closes_minute = 0;
};
days_hours hours_on(read_tx& tx, const calendar_date& day, std::string_view zone);

// Whether [from, to) lies within working time and touches no break. Stretches that touch count as one.
bool works_then(const std::vector<span_of_time>& hours, utc_ms from, utc_ms to);

// Working time without the breaks.
std::vector<span_of_time> without_breaks(const std::vector<span_of_time>& hours);

}
