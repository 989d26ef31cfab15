#include "core/src/audit/chain.hpp"

#include "core/src/audit/audit.hpp"
#include "core/src/audit/links.hpp"
#include "core/src/log.hpp"
#include "db/src/context.hpp"

#include <algorithm>

namespace lumbar {
namespace audit {
namespace {

void seal_audit(write_tx& tx) {
    auto open = tx.rows<sealed_row>(R"(
        SELECT id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields,
               reason, request
        FROM audit
        WHERE seq IS NULL
        ORDER BY id)");
    if (open.empty()) return;
    auto last = end_to_go_on_from(tx);
    const link_maker maker;
    for (const auto& row : open) {
        last.chain = maker.link(last.chain, ++last.seq, row);
        tx.execute("UPDATE audit SET seq = :seq, chain = :chain WHERE id = :id", last.seq, last.chain, row.id);
    }
    mark_end(tx);
}

// Numbers go on after the oldest rows are pruned: cursors stand on them.
void seal_outbox(write_tx& tx) {
    auto open = tx.rows<row_id>("SELECT id FROM outbox WHERE seq IS NULL ORDER BY id");
    if (open.empty()) return;
    const auto count = static_cast<std::int64_t>(open.size());
    auto seq = tx.value<std::int64_t>(R"(
        INSERT INTO counters (name, value)
        VALUES ('outbox', :count)
        ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
        RETURNING value)", count).value() - count;
    for (const auto& id : open) tx.execute("UPDATE outbox SET seq = :seq WHERE id = :id", ++seq, id);
}

caller as_system() {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    // Writers need not mind what the sealer has read: two sealers change the same rows, and one of them starts over.
    c.snapshot = true;
    return c;
}

}

void seal(write_tx& tx) {
    owner_scope core(tx, "core");
    if (tx.dialect() == dialect::sqlite) {
        if (data::may_have_written(tx, "audit")) mark_end(tx);
        return;
    }
    seal_audit(tx);
    seal_outbox(tx);
}

sealer::sealer(database& db) : db_(db) {
    if (db.dialect() == dialect::postgresql) thread_ = std::thread([this] { run(); });
}

sealer::~sealer() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void sealer::run() {
    using namespace std::chrono_literals;
    std::unique_lock lock(mutex_);
    // What was written last is sealed before the end.
    for (bool last = false; !last;) {
        last = stop_.wait_for(lock, 100ms, [this] { return stopping_; });
        lock.unlock();
        try {
            const bool waiting = db_.read(as_system(), [](read_tx& tx) {
                return tx.value<std::int64_t>("SELECT 1 FROM audit WHERE seq IS NULL LIMIT 1").has_value() ||
                       tx.value<std::int64_t>("SELECT 1 FROM outbox WHERE seq IS NULL LIMIT 1").has_value();
            });
            if (waiting)
                db_.write(as_system(), [](write_tx& tx) {
                    if (tx.value<bool>("SELECT pg_try_advisory_xact_lock(731001)").value_or(false)) seal(tx);
                });
        } catch (const database_error& error) {
            log(log_level::warning, "the audit log waits to be sealed", {{"error", error}});
        } catch (...) {
            log(log_level::error, "the audit log could not be sealed");
        }
        lock.lock();
    }
}

}
}
