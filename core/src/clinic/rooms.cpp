#include "core/src/clinic/rooms.hpp"

#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/search_keys.hpp"

namespace lumbar::practice {

void check(const room_body& body, problems& list) {
    filled_line(list, "/name", body.name);
    if (body.position) list.between("/position", *body.position, 0, 10000);
}

std::vector<room> rooms_of(read_tx& tx) {
    return tx.rows<room>(R"(
        SELECT id, name, position, active, version
        FROM rooms
        ORDER BY position, id)");
}

std::optional<room> room_of(read_tx& tx, const row_id& id) {
    return tx.row<room>(R"(
        SELECT id, name, position, active, version
        FROM rooms
        WHERE id = :id)",
                        id);
}

room insert_room(write_tx& tx, const room_body& body) {
    room made{tx.new_id(), as_stored(body.name), 0, body.active.value_or(true), 1};
    made.position = body.position ? *body.position : *tx.value<std::int64_t>("SELECT COALESCE(MAX(position), 0) + 1 FROM rooms");
    tx.execute(R"(
        INSERT INTO rooms (id, name, position, active, version)
        VALUES (:id, :name, :position, :active, 1))",
               made.id, made.name, made.position, made.active);
    return made;
}

saving update_room(write_tx& tx, const row_id& id, std::int64_t version, const room_body& body) {
    const auto before = room_of(tx, id);
    if (!before) return saving::missing;
    const auto changed = tx.execute(R"(
        UPDATE rooms
        SET name = :name, position = :position, active = :active, version = version + 1
        WHERE id = :id AND version = :version)",
                                    as_stored(body.name), body.position.value_or(before->position),
                                    body.active.value_or(before->active), id, version);
    return changed == 1 ? saving::done : saving::stale;
}

}
