#include "core/src/clinic/appointments.hpp"
#include "core/src/clinic/claims.hpp"
#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/clinic/search_keys.hpp"
#include "core/src/clinic/working_hours.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clients.hpp>
#include <lumbar/clinic.hpp>
#include <lumbar/events.hpp>

namespace lumbar::practice {

struct bookable_practitioner {
    row_id id;
    std::string name;
    row_id room;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(bookable_practitioner, (), (id, name, room, active))

namespace {

visit_outcome wrong_field(std::string_view field, std::string_view detail) {
    return {refusal::invalid_fields, std::string(detail), std::string(field), {}, {}, {}};
}

std::string wall_time(utc_ms at, std::string_view zone) {
    const int minute = minute_of_day(at, zone);
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minute / 60) + ":" + two(minute % 60);
}

std::string from_to(utc_ms from, utc_ms to, std::string_view zone) {
    return "from " + wall_time(from, zone) + " to " + wall_time(to, zone);
}

visit_outcome refused(read_tx& tx, const clash& found, const appointment& visit) {
    const auto zone = clinic_of(tx).zone;
    const auto when =
        found.other ? from_to(found.other->from_ms, found.other->to_ms, zone) : from_to(visit.starts_at, visit.ends_at, zone);
    visit_outcome out;
    switch (found.kind) {
    case claim_kind::practitioner:
        out.why = refusal::practitioner_taken;
        out.detail = tx.value<std::string>("SELECT name FROM practitioners WHERE id = :id", visit.practitioner).value_or("") +
                     " already has a visit " + when + ".";
        break;
    case claim_kind::room:
        out.why = refusal::room_taken;
        out.detail =
            tx.value<std::string>("SELECT name FROM rooms WHERE id = :id", visit.room).value_or("") + " is taken " + when + ".";
        break;
    case claim_kind::client:
        out.why = refusal::client_taken;
        out.detail = "This client already has a visit " + when + ".";
        break;
    }
    return out;
}

visit_outcome no_room(read_tx& tx, const appointment& visit) {
    visit_outcome out;
    out.why = refusal::no_room_free;
    out.detail = "No room is free " + from_to(visit.starts_at, visit.ends_at, clinic_of(tx).zone) + ".";
    return out;
}

// A typing mistake in the year is commoner than a visit so far away.
bool plausible(utc_ms starts_at, utc_ms now) {
    constexpr std::chrono::hours year{24 * 366};
    return now - year <= starts_at && starts_at <= now + 3 * year;
}

// Claims a room for a visit whose practitioner and client are free: the one asked for, or the first free one. True when it is
// done; `visit.room` says which.
std::optional<visit_outcome> claim_with_room(write_tx& tx, appointment& visit, const row_id& asked, const row_id& first) {
    std::vector<row_id> rooms;
    if (asked)
        rooms = {asked};
    else
        rooms = free_rooms(tx, visit.starts_at, visit.ends_at, visit.id, first);
    for (const auto& room : rooms) {
        visit.room = room;
        const auto found = put_claims(tx, visit);
        if (!found) return {};
        if (asked || found->kind != claim_kind::room) return refused(tx, *found, visit);
    }
    return no_room(tx, visit);
}

void insert_visit(write_tx& tx, const appointment& visit) {
    tx.execute(R"(
        INSERT INTO appointments (id, client, practitioner, room, service, starts_at, ends_at, status, note, arrived_at,
            started_at, finished_at, screening, override_reason, overridden_by, cancel_reason, path, created_at, version)
        VALUES (:id, :client, :practitioner, :room, :service, :starts_at, :ends_at, :status, :note, NULL, NULL,
            NULL, '', '', '', '', '', :created_at, 1))",
               visit.id, visit.client, visit.practitioner, visit.room, visit.service, visit.starts_at, visit.ends_at,
               visit.status, visit.note, visit.created_at);
}

std::vector<bookable_practitioner> candidates(read_tx& tx, const row_id& asked) {
    if (asked)
        return tx.rows<bookable_practitioner>(R"(
            SELECT id, name, room, active
            FROM practitioners
            WHERE id = :id)",
                                              asked);
    return tx.rows<bookable_practitioner>(R"(
        SELECT id, name, room, active
        FROM practitioners
        WHERE active = 1
        ORDER BY position, id)");
}

std::optional<visit_outcome> check_room(read_tx& tx, const row_id& room) {
    const auto active = tx.value<bool>("SELECT active FROM rooms WHERE id = :id", room);
    if (!active) return wrong_field("/room", "There is no such room.");
    if (!*active) return wrong_field("/room", "This room is not in use.");
    return {};
}

// The appointment row refers to its room and claims refer to the row: the row goes in with the room that is likeliest, and
// gets the one that could be had.
visit_outcome place(write_tx& tx, appointment visit, const row_id& asked_room, const row_id& own_room) {
    if (const auto found = clash_of(tx, visit, false)) return refused(tx, *found, visit);
    if (asked_room) {
        visit.room = asked_room;
        if (const auto found = clash_of(tx, visit, true)) return refused(tx, *found, visit);
    } else {
        const auto rooms = free_rooms(tx, visit.starts_at, visit.ends_at, visit.id, own_room);
        if (rooms.empty()) return no_room(tx, visit);
        visit.room = rooms.front();
    }
    const auto likeliest = visit.room;
    insert_visit(tx, visit);
    if (auto no = claim_with_room(tx, visit, asked_room, own_room)) {
        tx.execute("DELETE FROM appointments WHERE id = :id", visit.id);
        return *std::move(no);
    }
    if (visit.room != likeliest) tx.execute("UPDATE appointments SET room = :room WHERE id = :id", visit.room, visit.id);
    visit_outcome out;
    out.visit = std::move(visit);
    return out;
}

std::string outside_hours(const std::string& name, const std::vector<span_of_time>& hours, utc_ms from, utc_ms to) {
    return works_then(hours, from, to) ? "" : name + " does not work at this time.";
}

}

visit_outcome book(write_tx& tx, const booking& wanted) {
    const auto who = client_of(tx, wanted.client);
    if (!who) return wrong_field("/client", "There is no such client.");
    const auto what = service_of(tx, wanted.service);
    if (!what) return wrong_field("/service", "There is no such service.");
    if (!what->active) return wrong_field("/service", "This service is no longer offered.");
    if (wanted.starts_at.count % 60'000 != 0) return wrong_field("/starts_at", "A visit starts on a whole minute.");
    if (!plausible(wanted.starts_at, tx.now())) return wrong_field("/starts_at", "This day is too far away.");
    if (wanted.room)
        if (auto wrong = check_room(tx, wanted.room)) return *wrong;

    appointment visit;
    visit.id = tx.new_id();
    visit.client = wanted.client;
    visit.service = wanted.service;
    visit.starts_at = wanted.starts_at;
    visit.ends_at = wanted.starts_at + std::chrono::minutes(what->minutes);
    visit.note = as_stored(wanted.note);
    visit.created_at = tx.now();

    const auto zone = clinic_of(tx).zone;
    const auto hours = hours_on(tx, day_of(visit.starts_at, zone), zone);
    const auto hours_of = [&](const row_id& id) { return hours.of.contains(id) ? hours.of.at(id) : std::vector<span_of_time>{}; };
    visit_outcome out{
        refusal::practitioner_taken, "Nobody is free " + from_to(visit.starts_at, visit.ends_at, zone) + ".", {}, {}, {}, {}};
    const auto people = candidates(tx, wanted.practitioner);
    if (wanted.practitioner && people.empty()) return wrong_field("/practitioner", "There is no such practitioner.");
    for (const auto& practitioner : people) {
        const auto warning = outside_hours(practitioner.name, hours_of(practitioner.id), visit.starts_at, visit.ends_at);
        if (wanted.practitioner && !practitioner.active)
            return wrong_field("/practitioner", practitioner.name + " does not work here now.");
        if (!wanted.practitioner && !warning.empty()) continue;
        visit.practitioner = practitioner.id;
        auto placed = place(tx, visit, wanted.room, practitioner.room);
        if (!wanted.practitioner && placed.why == refusal::practitioner_taken) continue;
        out = std::move(placed);
        out.warning = out.visit ? warning : "";
        break;
    }
    if (out.visit) {
        tx.about(visit.client, visit.id);
        tx.emit(appointment_booked{visit.id, visit.client});
    }
    return out;
}

visit_outcome move_visit(write_tx& tx, const appointment& before, const move& to) {
    using enum appointment_status;
    if (before.status != booked && before.status != confirmed && before.status != arrived)
        return {refusal::wrong_status, "Only a visit that has not begun can be moved.", {}, {}, {}, {}};
    if (to.starts_at.count % 60'000 != 0) return wrong_field("/starts_at", "A visit starts on a whole minute.");
    if (!plausible(to.starts_at, tx.now())) return wrong_field("/starts_at", "This day is too far away.");
    if (to.room)
        if (auto wrong = check_room(tx, to.room)) return *wrong;

    auto visit = before;
    visit.starts_at = to.starts_at;
    visit.ends_at = to.starts_at + (before.ends_at - before.starts_at);
    if (to.practitioner) visit.practitioner = to.practitioner;
    const auto people = candidates(tx, visit.practitioner);
    if (people.empty()) return wrong_field("/practitioner", "There is no such practitioner.");
    const bool another = visit.practitioner != before.practitioner;
    if (another && !people.front().active) return wrong_field("/practitioner", people.front().name + " does not work here now.");

    if (to.room) visit.room = to.room;
    if (const auto found = clash_of(tx, visit, static_cast<bool>(to.room))) return refused(tx, *found, visit);
    if (auto no = claim_with_room(tx, visit, to.room, another ? people.front().room : before.room)) return *std::move(no);
    tx.execute(R"(
        UPDATE appointments
        SET practitioner = :practitioner, room = :room, starts_at = :starts_at, ends_at = :ends_at, version = version + 1
        WHERE id = :id)",
               visit.practitioner, visit.room, visit.starts_at, visit.ends_at, visit.id);
    ++visit.version;
    if (another) tx.changed("practitioner");
    if (visit.room != before.room) tx.changed("room");
    if (visit.starts_at != before.starts_at) tx.changed("starts_at");
    const auto zone = clinic_of(tx).zone;
    const auto hours = hours_on(tx, day_of(visit.starts_at, zone), zone);
    visit_outcome out;
    const auto own = hours.of.find(visit.practitioner);
    out.warning = outside_hours(people.front().name, own == hours.of.end() ? std::vector<span_of_time>{} : own->second,
                                visit.starts_at, visit.ends_at);
    tx.about(visit.client, visit.id);
    tx.emit(appointment_changed{visit.id, visit.client});
    out.visit = std::move(visit);
    return out;
}

}
