#include "verdict.hpp"

#include <charconv>
#include <chrono>

namespace contraindications {

namespace {

namespace chrono = std::chrono;

std::optional<int> whole(std::string_view text) {
    int n = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (ec != std::errc() || end != text.data() + text.size()) return {};
    return n;
}

std::optional<chrono::sys_days> day_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
    auto y = whole(text.substr(0, 4)), m = whole(text.substr(5, 2)), d = whole(text.substr(8, 2));
    if (!y || !m || !d) return {};
    chrono::year_month_day day{chrono::year(*y), chrono::month(static_cast<unsigned>(*m)),
                               chrono::day(static_cast<unsigned>(*d))};
    if (!day.ok()) return {};
    return chrono::sys_days(day);
}

double between(chrono::sys_days from, chrono::sys_days to) {
    return std::max(0.0, static_cast<double>((to - from).count())); // what is still to come counts as today
}

// A number of days was right on the day it was said.
double aged(int n, chrono::sys_days today, const lumbar::health_fact* origin) {
    if (!origin || origin->recorded_at.count <= 0) return n;
    auto said =
        chrono::floor<chrono::days>(chrono::sys_time<chrono::milliseconds>(chrono::milliseconds(origin->recorded_at.count)));
    return n + between(said, today);
}

}

std::optional<day_span> days_before(std::string_view value, const lumbar::calendar_date& today,
                                    const lumbar::health_fact* origin) {
    const auto now = day_of(today.text);
    if (!now || value.empty()) return {};
    if (const auto day = day_of(value)) return day_span{between(*day, *now), between(*day, *now)};
    if (value.size() == 7 && value[4] == '-') {
        const auto first = day_of(std::string(value) + "-01");
        if (!first) return {};
        return day_span{between(*first + chrono::days(30), *now), between(*first, *now)};
    }
    if (value.size() > 2 && value.front() == 'P' && value.back() == 'D') {
        const auto n = whole(value.substr(1, value.size() - 2));
        if (!n || *n < 0) return {};
        return day_span{aged(*n, *now, origin), aged(*n, *now, origin)};
    }
    const auto n = whole(value);
    if (!n || *n < 0) return {};
    if (value.size() == 4 && *n >= 1900 && *n <= 2100) {
        const auto first = *day_of(std::string(value) + "-01-01");
        return day_span{between(first + chrono::days(365), *now), between(first, *now)};
    }
    return day_span{aged(*n, *now, origin), aged(*n, *now, origin)};
}

std::string day_text(const lumbar::calendar_date& today, double days_ago) {
    const auto now = day_of(today.text);
    if (!now) return {};
    const chrono::year_month_day day(*now - chrono::days(static_cast<int>(days_ago)));
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

}
