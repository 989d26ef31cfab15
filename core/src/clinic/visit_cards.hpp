#pragma once

#include "core/src/clinic/board.hpp"

namespace lumbar::practice {

// A visit joined with the names that a card shows.
struct visit_row {
    row_id id;
    row_id client;
    std::string given_name;
    std::string family_name;
    std::string preferred_name;
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
    std::optional<utc_ms> arrived_at;
    std::optional<utc_ms> started_at;
    std::optional<utc_ms> finished_at;
    std::string screening;
    utc_ms created_at;
    std::int64_t version = 1;
    bool new_client = false;
};
BOOST_DESCRIBE_STRUCT(visit_row, (),
                      (id, client, given_name, family_name, preferred_name, client_number, phone, practitioner, practitioner_name,
                       room, room_name, service, service_name, starts_at, ends_at, status, note, arrived_at, started_at,
                       finished_at, screening, created_at, version, new_client))

std::vector<visit_row> visit_rows_between(read_tx& tx, utc_ms from, utc_ms to);
std::optional<visit_row> visit_row_of(read_tx& tx, const row_id& appointment);

// The cards of these visits; each plugin is asked once for all of them.
struct made_cards {
    std::vector<visit_card> cards;
    std::vector<screening_state> states; // one per card
    std::vector<client_alert> alerts;
    std::vector<std::string> failed;
};
made_cards cards_of(read_tx& tx, const std::vector<visit_row>& rows);

}
