#pragma once

#include <lumbar/shape.hpp>

// What has happened, told after its commit: at least once, in order, by ids alone. A subscriber reads the rest itself.
// Each has `event`, its stable name; past tense.
namespace [[gnu::visibility("default")]] lumbar {

struct client_created {
    static constexpr std::string_view event = "client_created";
    row_id client;
};
BOOST_DESCRIBE_STRUCT(client_created, (), (client))

struct client_updated {
    static constexpr std::string_view event = "client_updated";
    row_id client;
};
BOOST_DESCRIBE_STRUCT(client_updated, (), (client))

// A visit was booked.
struct appointment_booked {
    static constexpr std::string_view event = "appointment_booked";
    row_id appointment;
    row_id client;
};
BOOST_DESCRIBE_STRUCT(appointment_booked, (), (appointment, client))

// Anything else about a visit changed: time, practitioner, room, service or status.
struct appointment_changed {
    static constexpr std::string_view event = "appointment_changed";
    row_id appointment;
    row_id client;
};
BOOST_DESCRIBE_STRUCT(appointment_changed, (), (appointment, client))

// The desk checked the client in. Also told as appointment_changed.
struct client_arrived {
    static constexpr std::string_view event = "client_arrived";
    row_id appointment;
    row_id client;
};
BOOST_DESCRIBE_STRUCT(client_arrived, (), (appointment, client))

// A client's health facts are not what they were.
struct health_facts_changed {
    static constexpr std::string_view event = "health_facts_changed";
    row_id client;
};
BOOST_DESCRIBE_STRUCT(health_facts_changed, (), (client))

// What a plugin shows on the cards of this client's visits (board_badge) is not what it was: emitted by that plugin, and the
// boards that are open ask again.
struct board_badge_changed {
    static constexpr std::string_view event = "board_badge_changed";
    row_id client;
};
BOOST_DESCRIBE_STRUCT(board_badge_changed, (), (client))

struct measure_recorded {
    static constexpr std::string_view event = "measure_recorded";
    row_id measure;
    row_id client;
};
BOOST_DESCRIBE_STRUCT(measure_recorded, (), (measure, client))

}
