#pragma once

// The reads' SQL, as somebody would write it who has nothing else to do. $1, $2 … are the values on both databases.
namespace bench::sql {

inline constexpr const char* zone = "SELECT zone FROM clinic";
inline constexpr const char* people = "SELECT id, name, room, active FROM practitioners ORDER BY position, id";
inline constexpr const char* rooms = "SELECT id, name FROM rooms WHERE active = 1 ORDER BY position, id";
inline constexpr const char* shifts =
    "SELECT practitioner, from_minute, to_minute, is_break FROM shifts WHERE weekday = $1 ORDER BY from_minute, id";
inline constexpr const char* visits = R"(
    SELECT a.id, a.client, c.given_name, c.family_name, c.preferred_name, c.phone, a.practitioner, p.name, a.room, r.name, a.service,
        s.name, a.status, a.note, c.number, a.starts_at, a.ends_at, a.version,
        CASE WHEN EXISTS (SELECT 1 FROM appointments e
            WHERE e.client = a.client AND e.starts_at < a.starts_at AND e.status = 'done') THEN 0 ELSE 1 END
    FROM appointments a
    JOIN clients c ON c.id = a.client
    JOIN practitioners p ON p.id = a.practitioner
    JOIN rooms r ON r.id = a.room
    JOIN services s ON s.id = a.service
    WHERE a.starts_at >= $1 AND a.starts_at < $2 AND a.status <> 'cancelled'
    ORDER BY a.starts_at, a.id)";
inline constexpr const char* search = R"(
    SELECT c.id, c.given_name, c.family_name, c.preferred_name, c.birth_date, c.phone, c.email, c.pronouns, c.number, k.key
    FROM client_keys k
    JOIN clients c ON c.id = k.client
    WHERE k.kind = 'word' AND k.key >= $1 AND k.key < $2 AND c.archived = 0
        AND NOT EXISTS (SELECT 1 FROM client_keys e WHERE e.client = k.client AND e.kind = 'word' AND e.key >= $3 AND e.key < k.key)
    ORDER BY k.key, k.client
    LIMIT 21)";
inline constexpr const char* client = R"(
    SELECT id, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address, emergency_contact, note, number,
        archived, facts_version, created_at, version
    FROM clients
    WHERE id = $1)";

}
