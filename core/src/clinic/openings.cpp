#include "core/src/clinic/openings.hpp"

#include "core/src/clinic/claims.hpp"
#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/clinic/rooms.hpp"
#include "core/src/clinic/working_hours.hpp"

#include <lumbar/calendar.hpp>

#include <algorithm>
#include <set>

namespace lumbar::practice {

struct opening_practitioner {
    row_id id;
    std::string name;
    row_id room;
};
BOOST_DESCRIBE_STRUCT(opening_practitioner, (), (id, name, room))

struct taken_time {
    row_id id;
    row_id practitioner;
    row_id room;
    row_id client;
    utc_ms starts_at;
    utc_ms ends_at;
};
BOOST_DESCRIBE_STRUCT(taken_time, (), (id, practitioner, room, client, starts_at, ends_at))

namespace {

constexpr std::chrono::minutes quarter{15};

std::vector<taken_time> taken_between(read_tx& tx, utc_ms from, utc_ms to) {
    return tx.rows<taken_time>(R"(
        SELECT id, practitioner, room, client, starts_at, ends_at
        FROM appointments
        WHERE starts_at >= :earliest AND starts_at < :to AND ends_at > :from AND status NOT IN ('cancelled', 'no_show')
        ORDER BY starts_at)",
                               from - longest_visit, to, from);
}

utc_ms next_quarter(utc_ms at) {
    constexpr std::int64_t step = std::chrono::milliseconds(quarter).count();
    return {(at.count + step - 1) / step * step};
}

// Rooms in the order in which they are proposed to this practitioner.
std::vector<const room*> proposed_rooms(const std::vector<room>& rooms, const std::set<row_id>& owned, const row_id& own) {
    std::vector<const room*> order;
    for (const auto& one : rooms)
        if (one.active) order.push_back(&one);
    std::ranges::stable_sort(order, {}, [&](const room* one) { return one->id == own ? 0 : owned.contains(one->id) ? 2 : 1; });
    return order;
}

// Full quarters from `earliest` on at which something of this length fits.
std::vector<utc_ms> starts_in(const std::vector<span_of_time>& working, utc_ms earliest, std::chrono::minutes length) {
    std::vector<utc_ms> starts;
    for (const auto& span : working)
        for (auto at = next_quarter(std::max(span.from, earliest)); at + length <= span.to; at = at + quarter)
            starts.push_back(at);
    return starts;
}

std::vector<const taken_time*> visits_during(const std::vector<taken_time>& taken, utc_ms from, utc_ms to) {
    std::vector<const taken_time*> during;
    for (const auto& visit : taken)
        if (visit.starts_at < to && from < visit.ends_at) during.push_back(&visit);
    return during;
}

// Null when every room has one of these visits.
const room* free_room(const std::vector<const room*>& order, const std::vector<const taken_time*>& visits) {
    const auto free = std::ranges::find_if(order, [&](const room* one) {
        return std::ranges::none_of(visits, [&](const taken_time* visit) { return visit->room == one->id; });
    });
    return free == order.end() ? nullptr : *free;
}

}

std::vector<opening> openings_on(read_tx& tx, const calendar_date& day, const service& what, const row_id& practitioner,
                                 const row_id& client, const row_id& moving) {
    const auto zone = clinic_of(tx).zone;
    const auto people = tx.rows<opening_practitioner>(R"(
        SELECT id, name, room
        FROM practitioners
        WHERE active = 1
        ORDER BY position, id)");
    const auto rooms = rooms_of(tx);
    const auto hours = hours_on(tx, day, zone);
    auto taken = taken_between(tx, moment_of(day, 0, zone), moment_of(day, 24 * 60, zone));
    std::erase_if(taken, [&](const taken_time& visit) { return visit.id == moving; });
    const std::chrono::minutes length(what.minutes);
    std::set<row_id> owned;
    for (const auto& person : people) owned.insert(person.room);

    std::vector<opening> openings;
    for (const auto& person : people) {
        if ((practitioner && person.id != practitioner) || !hours.of.contains(person.id)) continue;
        const auto order = proposed_rooms(rooms, owned, person.room);
        for (auto at : starts_in(without_breaks(hours.of.at(person.id)), tx.now(), length)) {
            const auto beside = visits_during(taken, at, at + length);
            const auto in_the_way = [&](const taken_time* visit) {
                return visit->practitioner == person.id || (client && visit->client == client);
            };
            if (std::ranges::any_of(beside, in_the_way)) continue;
            if (const auto* where = free_room(order, beside))
                openings.push_back({at, at + length, person.id, person.name, where->id, where->name});
        }
    }
    std::ranges::stable_sort(openings, {}, &opening::starts_at);
    return openings;
}

}
