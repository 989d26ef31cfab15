#include "core/src/clinic/working_hours.hpp"

#include <lumbar/calendar.hpp>

#include <algorithm>

namespace lumbar::practice {

struct shift_of_day {
    row_id practitioner;
    std::int64_t from_minute = 0;
    std::int64_t to_minute = 0;
    bool is_break = false;
};
BOOST_DESCRIBE_STRUCT(shift_of_day, (), (practitioner, from_minute, to_minute, is_break))

days_hours hours_on(read_tx& tx, const calendar_date& day, std::string_view zone) {
    days_hours hours;
    for (const auto& shift : tx.rows<shift_of_day>(R"(
        SELECT practitioner, from_minute, to_minute, is_break
        FROM shifts
        WHERE weekday = :weekday
        ORDER BY from_minute, id)",
                                                   weekday_of(day))) {
        const auto from = static_cast<int>(shift.from_minute), to = static_cast<int>(shift.to_minute);
        const span_of_time span{moment_of(day, from, zone), moment_of(day, to, zone), shift.is_break};
        if (span.from < span.to) hours.of[shift.practitioner].push_back(span);
        if (shift.is_break) continue;
        hours.opens_minute = hours.closes_minute == 0 ? from : std::min(hours.opens_minute, from);
        hours.closes_minute = std::max(hours.closes_minute, to);
    }
    return hours;
}

std::vector<span_of_time> without_breaks(const std::vector<span_of_time>& hours) {
    std::vector<span_of_time> working;
    for (const auto& span : hours) {
        if (span.is_break) continue;
        if (!working.empty() && working.back().to == span.from)
            working.back().to = span.to;
        else
            working.push_back(span);
    }
    for (const auto& pause : hours) {
        if (!pause.is_break) continue;
        std::vector<span_of_time> left;
        for (const auto& span : working) {
            if (span.from < pause.from) left.push_back({span.from, std::min(span.to, pause.from), false});
            if (pause.to < span.to) left.push_back({std::max(span.from, pause.to), span.to, false});
        }
        working = std::move(left);
    }
    return working;
}

bool works_then(const std::vector<span_of_time>& hours, utc_ms from, utc_ms to) {
    return std::ranges::any_of(without_breaks(hours),
                               [&](const span_of_time& span) { return span.from <= from && to <= span.to; });
}

}
