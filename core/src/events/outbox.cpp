#include "core/src/events/outbox.hpp"

#include "db/src/context.hpp"

#include <algorithm>

namespace lumbar::events {

std::int64_t newest(read_tx& tx) {
    return tx.value<std::int64_t>("SELECT COALESCE(MAX(seq), 0) FROM outbox").value_or(0);
}

std::int64_t cursor_of(read_tx& tx, const std::string& name) {
    return tx.value<std::int64_t>("SELECT seq FROM outbox_cursors WHERE subscriber = :name", name).value_or(-1);
}

void ensure_cursor(write_tx& tx, const std::string& name) {
    if (cursor_of(tx, name) < 0)
        tx.execute("INSERT INTO outbox_cursors (subscriber, seq) VALUES (:name, :seq)", name, newest(tx));
}

bool move_cursor(write_tx& tx, const std::string& name, std::int64_t before, std::int64_t seq) {
    owner_scope core(tx, "core");
    return tx.execute("UPDATE outbox_cursors SET seq = :seq WHERE subscriber = :name AND seq = :before", seq, name, before) == 1;
}

std::int64_t prune_outbox(write_tx& tx, std::int64_t most) {
    return tx.execute(R"(
        DELETE FROM outbox
        WHERE id IN (
            SELECT o.id
            FROM outbox o
            WHERE o.seq IS NOT NULL AND o.emitted_at < :old
              AND NOT EXISTS (SELECT 1 FROM outbox_cursors c WHERE c.seq < o.seq AND c.subscriber LIKE '%/' || o.event)
            ORDER BY o.seq
            LIMIT :most))",
                      tx.now() - std::chrono::hours(1), most);
}

void count_unheard(read_tx& tx, utc_ms now, metrics::unheard& one) {
    const std::string name = one.plugin + "/" + one.event;
    const std::int64_t heard = cursor_of(tx, name);
    one.waiting = tx.value<std::int64_t>("SELECT COUNT(*) FROM outbox WHERE event = :event AND seq > :heard", one.event, heard).value_or(0);
    const auto oldest = tx.value<std::int64_t>(R"(
        SELECT emitted_at
        FROM outbox
        WHERE event = :event AND seq > :heard
        ORDER BY seq
        LIMIT 1)",
        one.event, heard);
    one.oldest_ms = oldest ? std::max<std::int64_t>(0, now.count - *oldest) : 0;
    one.parked = tx.value<std::int64_t>("SELECT COUNT(*) FROM parked_events WHERE subscriber = :name", name).value_or(0);
}

}
