#include "core/src/clinic/board.hpp"

#include "core/src/clinic/appointments.hpp"
#include "core/src/clinic/rooms.hpp"
#include "core/src/clinic/visit_cards.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>

namespace lumbar::practice {

struct board_person {
    row_id id;
    std::string name;
    row_id room;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(board_person, (), (id, name, room, active))

namespace {

// The first letters of the first and the last word.
std::string initials_of(const std::string& name) {
    const auto text = icu::UnicodeString::fromUTF8(name);
    icu::UnicodeString first, last;
    bool at_word_start = true;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 letter = text.char32At(i);
        if (at_word_start && u_isalnum(letter)) (first.isEmpty() ? first : last).remove().append(u_toupper(letter));
        at_word_start = u_isUWhiteSpace(letter);
    }
    std::string out;
    return first.append(last).toUTF8String(out);
}

std::vector<board_person> people_of(read_tx& tx) {
    return tx.rows<board_person>(R"(
        SELECT id, name, room, active
        FROM practitioners
        ORDER BY position, id)");
}

// The hours that the board shows: when somebody works or has a visit, on full hours; nine to five when there is nothing.
void set_opening(board& day, const days_hours& hours, const std::string& zone) {
    auto opens = hours.opens_minute, closes = hours.closes_minute;
    for (const auto& visit : day.visits) {
        const int from = minute_of_day(visit.starts_at, zone),
                  length = static_cast<int>((visit.ends_at - visit.starts_at).count() / 60'000);
        if (closes == 0) opens = from;
        opens = std::min(opens, from);
        closes = std::max(closes, std::min(from + length, 1440));
    }
    if (closes == 0) opens = 9 * 60, closes = 17 * 60;
    day.opens_minute = opens / 60 * 60;
    day.closes_minute = (closes + 59) / 60 * 60;
}

}

board board_on(read_tx& tx, calendar_date date) {
    board day;
    day.zone = clinic_of(tx).zone;
    day.now = tx.now();
    day.date = date.empty() ? day_of(tx.now(), day.zone) : std::move(date);
    const auto people = people_of(tx);
    const auto rooms = rooms_of(tx);
    const auto hours = hours_on(tx, day.date, day.zone);
    shown_names names;
    for (const auto& person : people) names.practitioners.emplace(person.id, person.name);
    for (const auto& room : rooms) names.rooms.emplace(room.id, room.name);
    names.services = service_names(tx);
    auto made =
        cards_of(tx, visit_rows_between(tx, moment_of(day.date, 0, day.zone), moment_of(day.date, 24 * 60, day.zone)), names);
    day.visits = std::move(made.cards);
    day.failed = std::move(made.failed);

    std::map<row_id, std::int64_t> booked;
    for (const auto& visit : day.visits)
        booked[visit.practitioner] +=
            visit.status == appointment_status::no_show ? 0 : (visit.ends_at - visit.starts_at).count() / 60'000;
    for (const auto& room : rooms)
        if (room.active) day.rooms.push_back({room.id, room.name});
    for (const auto& person : people) {
        if (!person.active && !booked.contains(person.id)) continue;
        const auto own = hours.of.find(person.id);
        day.practitioners.push_back({person.id, person.name, initials_of(person.name), person.room,
                                     person.room ? names.rooms[person.room] : "", booked[person.id],
                                     own == hours.of.end() ? std::vector<span_of_time>{} : own->second});
    }
    set_opening(day, hours, day.zone);
    return day;
}

void leave_out_answers(const actor& reader, std::vector<client_alert>& alerts) {
    if (reader.may("facts.read")) return;
    for (auto& alert : alerts) alert.because.clear();
}

std::optional<visit_details> details_of(read_tx& tx, const row_id& appointment) {
    const auto row = visit_row_of(tx, appointment);
    if (!row) return {};
    auto made = cards_of(tx, {*row}, names_for(tx, *row));
    auto& card = made.cards.front();
    visit_details out;
    out.id = card.id;
    out.client = card.client;
    out.client_name = std::move(card.client_name);
    out.client_number = card.client_number;
    out.phone = std::move(card.phone);
    out.practitioner = card.practitioner;
    out.practitioner_name = std::move(card.practitioner_name);
    out.room = card.room;
    out.room_name = std::move(card.room_name);
    out.service = card.service;
    out.service_name = std::move(card.service_name);
    out.starts_at = card.starts_at;
    out.ends_at = card.ends_at;
    out.status = card.status;
    out.note = std::move(card.note);
    out.new_client = card.new_client;
    out.alerts = card.alerts;
    out.screened = card.screened;
    out.screening_reason = card.screening_reason;
    out.badges = std::move(card.badges);
    out.arrived_at = row->arrived_at;
    out.started_at = row->started_at;
    out.finished_at = row->finished_at;
    out.created_at = row->created_at;
    out.screening = row->screening;
    out.version = row->version;
    auto history = history_of(tx, appointment);
    out.cancel_reason = std::move(history.cancel_reason);
    out.override_reason = std::move(history.override_reason);
    out.overridden_by = std::move(history.overridden_by);
    out.screening_now = std::move(made.states.front());
    out.failed = std::move(made.failed);
    leave_out_answers(tx.actor(), made.alerts);
    std::ranges::copy_if(made.alerts, std::back_inserter(out.alert_rows),
                         [&](const client_alert& alert) { return !alert.appointment || alert.appointment == appointment; });
    return out;
}

std::vector<visit_line> visits_of(read_tx& tx, const row_id& client, utc_ms before, int limit) {
    return tx.rows<visit_line>(R"(
        SELECT a.id, a.starts_at, a.ends_at, a.status, a.practitioner, p.name AS practitioner_name, a.service,
            s.name AS service_name, r.name AS room_name, a.note, a.version
        FROM appointments a
        JOIN practitioners p ON p.id = a.practitioner
        JOIN services s ON s.id = a.service
        JOIN rooms r ON r.id = a.room
        WHERE a.client = :client AND a.starts_at < :before
        ORDER BY a.starts_at DESC, a.id DESC
        LIMIT :limit)",
                               client, before, limit);
}

}
