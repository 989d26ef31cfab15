#include "day_json.hpp"

#include <date/tz.h>

#include <algorithm>

namespace bench {

namespace {

void add_member(std::string& out, std::string_view name, std::string_view text) {
    out.append(",\"").append(name).append("\":");
    add_json(out, text);
}

void add_member(std::string& out, std::string_view name, std::int64_t number) {
    out.append(",\"").append(name).append("\":").append(std::to_string(number));
}

}

// The day's ends are looked up once: the time zone's rules are no part of what is measured.
const day_bounds& bounds_of(std::string_view date, const std::string& zone) {
    thread_local std::map<std::string, day_bounds> known;
    auto& bounds = known[std::string(date) + zone];
    if (bounds.to != 0) return bounds;
    const auto number = [&](std::size_t from, std::size_t count) { return std::stoi(std::string(date.substr(from, count))); };
    const date::local_days day = date::local_days(date::year(number(0, 4)) / number(5, 2) / number(8, 2));
    const auto moment = [&](date::local_days at) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(date::locate_zone(zone)->to_sys(at).time_since_epoch()).count();
    };
    bounds = {moment(day), moment(day + date::days(1)), static_cast<int>(date::weekday(day).iso_encoding())};
    return bounds;
}

void add_shift(day_parts& day, const day_bounds& bounds, std::string_view practitioner, std::int64_t from, std::int64_t to, bool is_break) {
    const auto who = std::ranges::find(day.people, practitioner, &person::id);
    if (who != day.people.end()) {
        std::string& out = who->hours;
        if (!out.empty()) out += ',';
        add_time(out += "{\"from\":", bounds.from + from * 60'000);
        add_time(out += ",\"to\":", bounds.from + to * 60'000);
        out.append(",\"is_break\":").append(is_break ? "true}" : "false}");
    }
    if (is_break) return;
    day.opens = day.closes == 0 ? from : std::min(day.opens, from);
    day.closes = std::max(day.closes, to);
}

void add_visit(day_parts& day, const day_bounds& bounds, const visit_columns& visit) {
    const auto from = (visit.starts - bounds.from) / 60'000, length = (visit.ends - visit.starts) / 60'000;
    if (day.closes == 0) day.opens = from;
    day.opens = std::min(day.opens, from);
    day.closes = std::max(day.closes, std::min<std::int64_t>(from + length, 1440));
    const auto who = std::ranges::find(day.people, visit.practitioner, &person::id);
    if (who != day.people.end() && visit.status != "no_show") who->booked += length;

    std::string& out = day.visits;
    if (out.size() > 1) out += ',';
    add_json(out += "{\"id\":", visit.id);
    add_member(out, "client", visit.client);
    std::string name(visit.preferred.empty() ? visit.given : visit.preferred);
    if (!name.empty() && !visit.family.empty()) name += ' ';
    add_member(out, "client_name", name += visit.family);
    add_member(out, "client_number", visit.number);
    add_member(out, "phone", visit.phone);
    add_member(out, "practitioner", visit.practitioner);
    add_member(out, "practitioner_name", visit.practitioner_name);
    add_member(out, "room", visit.room);
    add_member(out, "room_name", visit.room_name);
    add_member(out, "service", visit.service);
    add_member(out, "service_name", visit.service_name);
    add_time(out += ",\"starts_at\":", visit.starts);
    add_time(out += ",\"ends_at\":", visit.ends);
    add_member(out, "status", visit.status);
    add_member(out, "note", visit.note);
    out.append(",\"new_client\":").append(visit.new_client ? "true" : "false");
    out += R"(,"alerts":{"stop":0,"caution":0,"note":0,"unanswered":0},"screened":false,"screening_reason":)";
    out.append(nothing_checked).append(",\"badges\":[]");
    add_member(out, "version", visit.version);
    out += '}';
}

void write_day(std::string& out, std::string_view date, const day_parts& day) {
    const bool any = day.closes != 0;
    add_json(out += "{\"date\":", date);
    add_member(out, "zone", day.zone);
    add_time(out += ",\"now\":", now_ms());
    add_member(out, "opens_minute", any ? day.opens / 60 * 60 : 540);
    add_member(out, "closes_minute", any ? (day.closes + 59) / 60 * 60 : 1020);
    out += ",\"practitioners\":[";
    for (const auto& one : day.people) {
        if (!one.active && one.booked == 0) continue;
        if (out.back() != '[') out += ',';
        add_json(out += "{\"id\":", one.id);
        add_member(out, "name", one.name);
        add_member(out, "initials", one.initials);
        add_member(out, "room", one.room);
        const auto room = std::ranges::find(day.rooms, one.room, &std::pair<std::string, std::string>::first);
        add_member(out, "room_name", room == day.rooms.end() ? "" : room->second);
        add_member(out, "booked_minutes", one.booked);
        out.append(",\"hours\":[").append(one.hours).append("]}");
    }
    out += "],\"rooms\":[";
    for (const auto& [id, name] : day.rooms) {
        if (out.back() != '[') out += ',';
        add_json(out += "{\"id\":", id);
        add_member(out, "name", name);
        out += '}';
    }
    out.append("],\"visits\":").append(day.visits).append("],\"failed\":[]}");
}

}
