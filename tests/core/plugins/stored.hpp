#pragma once

#include "db/src/connection.hpp"
#include "db/src/schema_objects.hpp"

#include <lumbar/test/clinic_rows.hpp>
#include <lumbar/test/test_app.hpp>

// By whoever looks after the database.
inline void sql(lumbar::test_app& app, const std::string& statement) {
    lumbar::data::change_schema(app.database(), lumbar::kit::core_caller(), [&](lumbar::write_tx& tx) {
        tx.kernel().link->speak_for({});
        tx.kernel().link->raw(statement);
    });
}

inline std::vector<std::string> objects_of(lumbar::test_app& app, const std::string& start) {
    std::vector<std::string> names;
    app.read([&](lumbar::read_tx& tx) {
        for (const auto& one : lumbar::data::objects_beginning(tx, start)) names.push_back(one.name);
    });
    return names;
}

inline std::int64_t number(lumbar::test_app& app, lumbar::sql_text statement) {
    std::int64_t n = 0;
    app.read([&](lumbar::read_tx& tx) { n = tx.value<std::int64_t>(statement).value(); });
    return n;
}

// How many rows of core speak of the good neighbour, but for what it is and the log.
inline std::int64_t traces(lumbar::test_app& app) {
    return number(app, R"(
        SELECT (SELECT COUNT(*) FROM plugin_settings WHERE plugin = 'good_neighbour')
             + (SELECT COUNT(*) FROM role_permissions WHERE permission IN ('good_neighbour.read', 'good_neighbour.edit'))
             + (SELECT COUNT(*) FROM outbox_cursors WHERE subscriber = 'good_neighbour/client_created')
             + (SELECT COUNT(*) FROM parked_events WHERE subscriber = 'good_neighbour/client_created')
             + (SELECT COUNT(*) FROM migrations WHERE owner = 'good_neighbour'))");
}

inline void write_a_note(lumbar::test_app& app, std::string_view status, int hour = 1) {
    const lumbar::row_id client = app.client(), visit = app.appointment(client, std::chrono::hours(hour));
    app.write_as("notes", [&](lumbar::write_tx& tx) {
        tx.execute(R"(
            INSERT INTO notes_notes (id, appointment, client, author, author_name, status, subjective, objective, assessment, plan,
                marks, screening, created_at, updated_at, updated_by, signed_by_name, override_reason, content_hash, version)
            VALUES (:id, :visit, :client, 'somebody', 'Somebody', :status, '', '', '', '', '[]', '', 0, 0, '', '', '', '', 1))",
                   tx.new_id(), visit, client, status);
    });
}
