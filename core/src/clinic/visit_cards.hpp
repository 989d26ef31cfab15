#pragma once

#include "core/src/clinic/board.hpp"

#include <map>

namespace lumbar::practice {

// A visit joined with its client.
struct visit_row {
    row_id id;
    row_id client;
    std::string given_name;
    std::string family_name;
    std::string preferred_name;
    std::int64_t client_number = 0;
    std::string phone;
    row_id practitioner;
    row_id room;
    row_id service;
    utc_ms starts_at;
    utc_ms ends_at;
    appointment_status status = appointment_status::booked;
    std::string note;
    std::optional<utc_ms> arrived_at;
    std::optional<utc_ms> started_at;
    std::optional<utc_ms> finished_at;
    std::string screening;
    utc_ms created_at;
    std::int64_t version = 1;
    bool new_client = false;
};
BOOST_DESCRIBE_STRUCT(visit_row, (),
                      (id, client, given_name, family_name, preferred_name, client_number, phone, practitioner, room, service,
                       starts_at, ends_at, status, note, arrived_at, started_at, finished_at, screening, created_at, version,
                       new_client))

// By start, then by age.
std::vector<visit_row> visit_rows_between(read_tx& tx, utc_ms from, utc_ms to);
std::optional<visit_row> visit_row_of(read_tx& tx, const row_id& appointment);

// What cards call practitioners, rooms and services. A clinic has few of them and a day has many visits: they are read once and not
// joined to each.
struct shown_names {
    std::map<row_id, std::string> practitioners, rooms, services;
};
std::map<row_id, std::string> service_names(read_tx& tx);
shown_names names_for(read_tx& tx, const visit_row& row);

// The cards of these visits; each plugin is asked once for all of them. `names` has those of all.
struct made_cards {
    std::vector<visit_card> cards;
    std::vector<screening_state> states; // one per card
    std::vector<client_alert> alerts;
    std::vector<std::string> failed;
};
made_cards cards_of(read_tx& tx, const std::vector<visit_row>& rows, const shown_names& names);

}
