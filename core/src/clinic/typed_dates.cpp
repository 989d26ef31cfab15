#include "core/src/clinic/typed_dates.hpp"

namespace lumbar::practice {

std::array<calendar_date, 2> typed_dates(std::string_view typed) {
    std::array<calendar_date, 2> dates;
    if (calendar_date::parse(typed, dates[0])) return dates;
    std::array<std::string, 3> parts;
    std::size_t part = 0;
    for (const char c : typed) {
        if (c >= '0' && c <= '9')
            parts[part] += c;
        else if ((c == '/' || c == '.' || c == '-') && part < 2 && !parts[part].empty())
            ++part;
        else
            return {};
    }
    if (part != 2 || parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() != 4) return {};
    const auto two = [](const std::string& digits) { return digits.size() == 1 ? "0" + digits : digits; };
    calendar_date::parse(parts[2] + "-" + two(parts[1]) + "-" + two(parts[0]), dates[0]);
    calendar_date::parse(parts[2] + "-" + two(parts[0]) + "-" + two(parts[1]), dates[1]);
    return dates;
}

}
