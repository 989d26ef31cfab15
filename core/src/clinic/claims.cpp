#include "core/src/clinic/claims.hpp"

#include "db/src/context.hpp"

#include <lumbar/database_error.hpp>

namespace lumbar::practice {
namespace {

void insert_claims(write_tx& tx, const appointment& visit, claim_kind& now) {
    const auto claim = [&](claim_kind kind, const row_id& resource) {
        now = kind;
        tx.execute(R"(
            INSERT INTO claims (appointment, kind, resource, from_ms, to_ms)
            VALUES (:appointment, :kind, :resource, :from_ms, :to_ms))",
                   visit.id, kind, resource, visit.starts_at, visit.ends_at);
    };
    // Always in this order, so that two servers never wait for each other crosswise.
    claim(claim_kind::practitioner, visit.practitioner);
    claim(claim_kind::room, visit.room);
    claim(claim_kind::client, visit.client);
}

}

std::optional<claimed_time> claim_on(read_tx& tx, claim_kind kind, const row_id& resource, utc_ms from, utc_ms to,
                                     const row_id& visit) {
    return tx.row<claimed_time>(R"(
        SELECT from_ms, to_ms
        FROM claims
        WHERE kind = :kind AND resource = :resource AND from_ms < :to AND from_ms > :earliest AND to_ms > :from
            AND appointment <> :visit
        ORDER BY from_ms)",
                                kind, resource, to, from - longest_visit, from, visit.str());
}

std::optional<clash> clash_of(read_tx& tx, const appointment& visit, bool with_room) {
    const auto taken = [&](claim_kind kind, const row_id& resource) {
        return claim_on(tx, kind, resource, visit.starts_at, visit.ends_at, visit.id);
    };
    if (auto other = taken(claim_kind::practitioner, visit.practitioner)) return clash{claim_kind::practitioner, other};
    if (with_room)
        if (auto other = taken(claim_kind::room, visit.room)) return clash{claim_kind::room, other};
    if (auto other = taken(claim_kind::client, visit.client)) return clash{claim_kind::client, other};
    return {};
}

std::vector<row_id> free_rooms(read_tx& tx, utc_ms from, utc_ms to, const row_id& visit, const row_id& first) {
    return tx.rows<row_id>(R"(
        SELECT r.id
        FROM rooms r
        WHERE r.active = 1 AND NOT EXISTS (
            SELECT 1 FROM claims c
            WHERE c.kind = 'room' AND c.resource = r.id AND c.from_ms < :to AND c.from_ms > :earliest AND c.to_ms > :from
                AND c.appointment <> :visit)
        ORDER BY CASE WHEN r.id = :first THEN 0
                      WHEN EXISTS (SELECT 1 FROM practitioners p WHERE p.room = r.id AND p.active = 1) THEN 2
                      ELSE 1 END, r.position, r.id)",
                           to, from - longest_visit, from, visit.str(), first.str());
}

std::optional<clash> put_claims(write_tx& tx, const appointment& visit) {
    claim_kind now = claim_kind::practitioner;
    const auto put = [&] {
        drop_claims(tx, visit.id);
        insert_claims(tx, visit, now);
    };
    // SQLite has one writer, so what it has read is still true. PostgreSQL's constraint sees what other writers have done since.
    if (tx.dialect() == dialect::sqlite) {
        put();
        return {};
    }
    // Two servers that put in clashing claims at once would wait for each other until one is shot: they queue up here instead.
    for (const auto* resource : {&visit.practitioner, &visit.room, &visit.client})
        tx.value<std::int64_t>("SELECT CASE WHEN pg_advisory_xact_lock(hashtextextended(:resource, 0)) IS NULL THEN 0 ELSE 1 END",
                               *resource);
    try {
        data::with_savepoint(tx, put);
        return {};
    } catch (const database_error& refused) {
        if (refused.fault() != database_fault::constraint || refused.constraint() != "claims_do_not_overlap") throw;
        return clash{now, {}};
    }
}

void drop_claims(write_tx& tx, const row_id& visit) { tx.execute("DELETE FROM claims WHERE appointment = :appointment", visit); }

}
