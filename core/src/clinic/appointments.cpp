#include "core/src/clinic/appointments.hpp"

#include "db/src/context.hpp"

namespace lumbar {

std::optional<appointment> appointment_of(read_tx& tx, const row_id& id) {
    owner_scope as_core(tx, "core");
    return tx.row<appointment>(R"(
        SELECT id, client, practitioner, room, service, starts_at, ends_at, status, note, arrived_at, started_at, finished_at,
            screening, created_at, version
        FROM appointments
        WHERE id = :id)",
                               id);
}

std::vector<appointment> coming_appointments(read_tx& tx, const row_id& client) {
    owner_scope as_core(tx, "core");
    return tx.rows<appointment>(R"(
        SELECT id, client, practitioner, room, service, starts_at, ends_at, status, note, arrived_at, started_at, finished_at,
            screening, created_at, version
        FROM appointments
        WHERE client = :client AND ends_at > :now AND status IN ('booked', 'confirmed', 'arrived', 'in_session')
        ORDER BY starts_at, id)",
                                client, tx.now());
}

std::vector<appointment> visits_between(read_tx& tx, utc_ms from, utc_ms to) {
    owner_scope as_core(tx, "core");
    return tx.rows<appointment>(R"(
        SELECT id, client, practitioner, room, service, starts_at, ends_at, status, note, arrived_at, started_at, finished_at,
            screening, created_at, version
        FROM appointments
        WHERE starts_at >= :from AND starts_at < :to
        ORDER BY starts_at, id)",
                                from, to);
}

namespace practice {

visit_history history_of(read_tx& tx, const row_id& appointment) {
    return tx
        .row<visit_history>(R"(
        SELECT cancel_reason, override_reason, overridden_by
        FROM appointments
        WHERE id = :id)",
                            appointment)
        .value_or(visit_history{});
}

}
}
