#include "core/src/audit/chain.hpp"

#include "core/src/audit/audit.hpp"
#include "core/src/identity/root_key.hpp"
#include "core/src/log.hpp"
#include "db/src/context.hpp"

#include <sodium.h>

namespace lumbar {
namespace audit {
namespace {

// A row as it is sealed: every column but the number and the link, which seal it.
struct sealed_row {
    row_id id;
    std::optional<std::int64_t> seq;
    std::optional<std::string> chain;
    utc_ms at;
    std::string actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields, reason, request;
};
BOOST_DESCRIBE_STRUCT(sealed_row, (), (id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object,
    outcome, fields, reason, request))

struct head {
    std::int64_t seq = 0;
    std::string chain;
};
BOOST_DESCRIBE_STRUCT(head, (), (seq, chain))

class link_maker {
public:
    link_maker() : key_(identity::derived_key("auditlog")) {}

    std::string link(const std::string& before, std::int64_t seq, const sealed_row& row) const {
        std::string text;
        auto put = [&](std::string_view part) {
            text += std::to_string(part.size());
            text += ':';
            text += part;
        };
        put(before);
        put(std::to_string(seq));
        put(row.id.str());
        put(std::to_string(row.at.count));
        for (const auto* part : {&row.actor_kind, &row.actor, &row.actor_name, &row.session, &row.address, &row.action, &row.client,
                                 &row.object, &row.outcome, &row.fields, &row.reason, &row.request})
            put(*part);
        unsigned char hash[32];
        crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(text.data()), text.size(), key_.data(), key_.size());
        char hex[2 * sizeof hash + 1];
        sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
        return hex;
    }

private:
    identity::secret_key key_;
};

void seal_audit(write_tx& tx) {
    auto open = tx.rows<sealed_row>(R"(
        SELECT id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields, reason,
               request
        FROM audit
        WHERE seq IS NULL
        ORDER BY id)");
    if (open.empty()) return;
    auto last = tx.row<head>("SELECT seq, chain FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1").value_or(head{});
    const link_maker maker;
    for (const auto& row : open) {
        last.chain = maker.link(last.chain, ++last.seq, row);
        tx.execute("UPDATE audit SET seq = :seq, chain = :chain WHERE id = :id", last.seq, last.chain, row.id);
    }
}

// Numbers go on after the oldest rows are pruned: cursors stand on them.
void seal_outbox(write_tx& tx) {
    auto open = tx.rows<row_id>("SELECT id FROM outbox WHERE seq IS NULL ORDER BY id");
    if (open.empty()) return;
    tx.execute("INSERT INTO counters (name, value) VALUES ('outbox', 0) ON CONFLICT DO NOTHING");
    auto seq = tx.value<std::int64_t>("SELECT value FROM counters WHERE name = 'outbox'").value_or(0);
    for (const auto& id : open) tx.execute("UPDATE outbox SET seq = :seq WHERE id = :id", ++seq, id);
    tx.execute("UPDATE counters SET value = :seq WHERE name = 'outbox'", seq);
}

caller as_system() {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    return c;
}

verification broken_at(verification so_far, std::int64_t seq, std::string finding) {
    so_far.intact = false;
    so_far.broken = seq;
    so_far.finding = std::move(finding);
    return so_far;
}

}

void seal(write_tx& tx) {
    owner_scope core(tx, "core");
    seal_audit(tx);
    seal_outbox(tx);
}

verification verify(database& db) {
    return db.read(as_system(), [](read_tx& tx) {
        const link_maker maker;
        verification found;
        head last;
        for (;;) {
            auto rows = tx.rows<sealed_row>(R"(
                SELECT id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields,
                       reason, request
                FROM audit
                WHERE seq > :last
                ORDER BY seq
                LIMIT 1000)",
                last.seq);
            if (rows.empty()) break;
            for (const auto& row : rows) {
                const auto expected = last.seq + 1;
                if (*row.seq != expected)
                    return broken_at(found, expected, "Entry " + std::to_string(expected) + " is missing.");
                if (row.chain != maker.link(last.chain, expected, row))
                    return broken_at(found, expected, "Entry " + std::to_string(expected) + " was changed, put in or moved after it was sealed.");
                last = {expected, *row.chain};
                ++found.entries;
            }
        }
        found.unsealed = tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE seq IS NULL").value_or(0);
        return found;
    });
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
    while (!stop_.wait_for(lock, 100ms, [this] { return stopping_; })) {
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
        }
        lock.lock();
    }
}

}
}
