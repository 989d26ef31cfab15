#pragma once

#include "core/src/clinic/working_hours.hpp"

#include <lumbar/points.hpp>

// What the desk looks at all day.
namespace lumbar::practice {

struct alert_counts {
    std::int64_t stop = 0;    // refer and clearance
    std::int64_t caution = 0; // local and modify
    std::int64_t note = 0;
    std::int64_t unanswered = 0; // of all of them
};
BOOST_DESCRIBE_STRUCT(alert_counts, (), (stop, caution, note, unanswered))

struct visit_card {
    row_id id;
    row_id client;
    std::string client_name;
    std::int64_t client_number = 0;
    std::string phone;
    row_id practitioner;
    std::string practitioner_name;
    row_id room;
    std::string room_name;
    row_id service;
    std::string service_name;
    utc_ms starts_at;
    utc_ms ends_at;
    appointment_status status = appointment_status::booked;
    std::string note;
    bool new_client = false; // no earlier visit was finished
    alert_counts alerts;
    bool screened = false;
    std::string screening_reason; // why not
    std::vector<board_badge_mark> badges;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(visit_card, (),
                      (id, client, client_name, client_number, phone, practitioner, practitioner_name, room, room_name, service,
                       service_name, starts_at, ends_at, status, note, new_client, alerts, screened, screening_reason, badges,
                       version))

struct board_room {
    row_id id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(board_room, (), (id, name))

struct board_practitioner {
    row_id id;
    std::string name;
    std::string initials;
    row_id room;
    std::string room_name;
    std::int64_t booked_minutes = 0;
    std::vector<span_of_time> hours;
};
BOOST_DESCRIBE_STRUCT(board_practitioner, (), (id, name, initials, room, room_name, booked_minutes, hours))

struct board {
    calendar_date date;
    std::string zone;
    utc_ms now;
    std::int64_t opens_minute = 0; // on the wall; full hours
    std::int64_t closes_minute = 0;
    std::vector<board_practitioner> practitioners;
    std::vector<board_room> rooms;
    std::vector<visit_card> visits;
    std::vector<std::string> failed; // plugins whose alerts or badges could not be read
};
BOOST_DESCRIBE_STRUCT(board, (), (date, zone, now, opens_minute, closes_minute, practitioners, rooms, visits, failed))

// One day. An empty date is today. Cancelled visits are left out.
board board_on(read_tx& tx, calendar_date date);

// One visit with all that a drawer shows of it.
struct visit_details {
    row_id id;
    row_id client;
    std::string client_name;
    std::int64_t client_number = 0;
    std::string phone;
    row_id practitioner;
    std::string practitioner_name;
    row_id room;
    std::string room_name;
    row_id service;
    std::string service_name;
    utc_ms starts_at;
    utc_ms ends_at;
    appointment_status status = appointment_status::booked;
    std::string note;
    bool new_client = false;
    alert_counts alerts;
    bool screened = false;
    std::string screening_reason;
    std::vector<board_badge_mark> badges;
    std::optional<utc_ms> arrived_at;
    std::optional<utc_ms> started_at;
    std::optional<utc_ms> finished_at;
    utc_ms created_at;
    std::string cancel_reason;
    std::string override_reason;
    std::string overridden_by;
    std::string screening; // what the check said when the session started
    screening_state screening_now;
    std::vector<client_alert> alert_rows; // empty for who may not read facts
    std::vector<std::string> failed;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(visit_details, (),
                      (id, client, client_name, client_number, phone, practitioner, practitioner_name, room, room_name, service,
                       service_name, starts_at, ends_at, status, note, new_client, alerts, screened, screening_reason, badges,
                       arrived_at, started_at, finished_at, created_at, cancel_reason, override_reason, overridden_by, screening,
                       screening_now, alert_rows, failed, version))
std::optional<visit_details> details_of(read_tx& tx, const row_id& appointment);

// The desk sees an alert and what it means for the visit; what the client answered needs facts.read.
void leave_out_answers(const actor& reader, std::vector<client_alert>& alerts);

// A line of a client's visits.
struct visit_line {
    row_id id;
    utc_ms starts_at;
    utc_ms ends_at;
    appointment_status status = appointment_status::booked;
    row_id practitioner;
    std::string practitioner_name;
    row_id service;
    std::string service_name;
    std::string room_name;
    std::string note;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(visit_line, (),
                      (id, starts_at, ends_at, status, practitioner, practitioner_name, service, service_name, room_name, note,
                       version))

// Latest first, those that start before `before`.
std::vector<visit_line> visits_of(read_tx& tx, const row_id& client, utc_ms before, int limit);

}
