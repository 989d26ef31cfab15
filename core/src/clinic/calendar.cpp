#include <lumbar/calendar.hpp>

#include <date/tz.h>

#include <stdexcept>

namespace lumbar {
namespace {

const date::time_zone& zone_named(std::string_view name) {
    try {
        return *date::locate_zone(name);
    } catch (const std::runtime_error&) {
        throw std::invalid_argument("no such time zone in the system's tzdata");
    }
}

date::sys_time<std::chrono::milliseconds> to_sys(utc_ms at) {
    return date::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(at.count));
}

int number_at(std::string_view text, std::size_t from, std::size_t count) {
    int value = 0;
    for (char digit : text.substr(from, count)) value = value * 10 + (digit - '0');
    return value;
}

date::year_month_day to_ymd(const calendar_date& day) {
    calendar_date checked;
    if (!calendar_date::parse(day.text, checked)) throw std::invalid_argument("not a day");
    return date::year(number_at(checked.text, 0, 4)) / number_at(checked.text, 5, 2) / number_at(checked.text, 8, 2);
}

calendar_date to_calendar(const date::year_month_day& day) { return {date::format("%F", day)}; }

}

bool zone_exists(std::string_view zone) {
    try {
        date::locate_zone(zone);
        return !zone.empty();
    } catch (const std::runtime_error&) {
        return false;
    }
}

calendar_date day_of(utc_ms at, std::string_view zone) {
    return to_calendar(date::year_month_day(date::floor<date::days>(zone_named(zone).to_local(to_sys(at)))));
}

int minute_of_day(utc_ms at, std::string_view zone) {
    const auto local = zone_named(zone).to_local(to_sys(at));
    return static_cast<int>(date::floor<std::chrono::minutes>(local - date::floor<date::days>(local)).count());
}

utc_ms moment_of(const calendar_date& day, int minute, std::string_view zone) {
    const date::local_time<std::chrono::milliseconds> wall = date::local_days(to_ymd(day)) + std::chrono::minutes(minute);
    const auto at = zone_named(zone).to_sys(wall, date::choose::earliest);
    return {at.time_since_epoch().count()};
}

int weekday_of(const calendar_date& day) { return static_cast<int>(date::weekday(date::sys_days(to_ymd(day))).iso_encoding()); }

calendar_date plus_days(const calendar_date& day, int days) {
    return to_calendar(date::year_month_day(date::sys_days(to_ymd(day)) + date::days(days)));
}

}
