#include "core/src/audit/chain.hpp"

#include "core/src/audit/audit.hpp"
#include "core/src/identity/root_key.hpp"
#include "core/src/log.hpp"
#include "db/src/context.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

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
BOOST_DESCRIBE_STRUCT(sealed_row, (),
                      (id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome,
                       fields, reason, request))

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
        for (const auto* part : {&row.actor_kind, &row.actor, &row.actor_name, &row.session, &row.address, &row.action,
                                 &row.client, &row.object, &row.outcome, &row.fields, &row.reason, &row.request})
            put(*part);
        return digest(text);
    }

    // Vouches for where the chain ends: "<seq> <digest>".
    std::string end(const head& last) const {
        return std::to_string(last.seq) + ' ' + digest("end " + std::to_string(last.seq) + ' ' + last.chain);
    }

private:
    std::string digest(const std::string& text) const {
        unsigned char hash[32];
        crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(text.data()), text.size(), key_.data(),
                           key_.size());
        char hex[2 * sizeof hash + 1];
        sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
        return hex;
    }

    identity::secret_key key_;
};

std::string end_mark(read_tx& tx) {
    return tx.value<std::string>("SELECT value FROM secrets WHERE name = 'audit_end'").value_or("");
}

std::int64_t sealed_so_far(read_tx& tx) { return std::strtoll(end_mark(tx).c_str(), nullptr, 10); }

void seal_audit(write_tx& tx) {
    auto open = tx.rows<sealed_row>(R"(
        SELECT id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields,
               reason, request
        FROM audit
        WHERE seq IS NULL
        ORDER BY id)");
    if (open.empty()) return;
    auto last = tx.row<head>("SELECT seq, chain FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1").value_or(head{});
    // Numbers go on after the newest that was ever given, so that entries cut off at the end leave a gap for ever.
    last.seq = std::max(last.seq, sealed_so_far(tx));
    const link_maker maker;
    for (const auto& row : open) {
        last.chain = maker.link(last.chain, ++last.seq, row);
        tx.execute("UPDATE audit SET seq = :seq, chain = :chain WHERE id = :id", last.seq, last.chain, row.id);
    }
    tx.execute(R"(
        INSERT INTO secrets (name, value)
        VALUES ('audit_end', :value)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value)",
        maker.end(last));
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

std::vector<sealed_row> page_after(read_tx& tx, std::int64_t last) {
    return tx.rows<sealed_row>(R"(
        SELECT id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields,
               reason, request
        FROM audit
        WHERE seq > :last
        ORDER BY seq
        LIMIT 1000)",
                               last);
}

// The genuine entry that stands under another number now; empty when what was sealed as `seq` is not there any more.
std::optional<std::int64_t> moved_to(read_tx& tx, const link_maker& maker, const head& before, std::int64_t seq,
                                     const std::string& sealed_as) {
    for (std::int64_t last = 0;;) {
        auto rows = page_after(tx, last);
        if (rows.empty()) return {};
        for (const auto& row : rows) {
            const auto link = maker.link(before.chain, seq, row);
            if (*row.seq != seq && (link == row.chain || link == sealed_as)) return row.seq;
            last = *row.seq;
        }
    }
}

std::string what_happened_to(read_tx& tx, const link_maker& maker, const head& before, const sealed_row& row) {
    const auto number = std::to_string(before.seq + 1);
    if (*row.seq != before.seq + 1)
        return "Entry " + number + " has been removed: the next one is number " + std::to_string(*row.seq) + ".";
    if (auto now = moved_to(tx, maker, before, before.seq + 1, row.chain.value_or("")))
        return "Entries have been put in another order: what was entry " + number + " stands as number " + std::to_string(*now) +
               ".";
    return "Entry " + number + " (" + row.id.str() + ") has been changed or put in after it was sealed.";
}

// What is wrong with the end of the chain; empty when nothing is.
std::string fault_of_end(read_tx& tx, const link_maker& maker, const head& last) {
    const auto stored = end_mark(tx);
    if (last.seq == 0 && stored.empty())
        return tx.value<std::int64_t>("SELECT id FROM clinic WHERE NOT EXISTS (SELECT 1 FROM audit)")
                   ? "Every entry has been removed, and the mark of the newest: a clinic's set-up is always one."
                   : "";
    if (stored == maker.end(last)) return {};
    const auto sealed = sealed_so_far(tx);
    if (sealed > last.seq)
        return "Entry " + std::to_string(last.seq + 1) + " and all after it have been cut off: " + std::to_string(sealed) +
               " were sealed.";
    return "The mark of the newest entry has been changed or removed.";
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
        // The chain begins at 1: what is numbered below it was never sealed.
        if (auto forged = tx.value<row_id>("SELECT id FROM audit WHERE seq < 1 LIMIT 1"))
            return broken_at(found, 0, "Entry " + forged->str() + " was put in beside the chain.");
        for (auto rows = page_after(tx, 0); !rows.empty(); rows = page_after(tx, last.seq)) {
            for (const auto& row : rows) {
                if (*row.seq != last.seq + 1 || row.chain != maker.link(last.chain, last.seq + 1, row))
                    return broken_at(found, last.seq + 1, what_happened_to(tx, maker, last, row));
                last = {*row.seq, *row.chain};
                ++found.entries;
            }
        }
        if (auto fault = fault_of_end(tx, maker, last); !fault.empty()) return broken_at(found, last.seq + 1, fault);
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
        } catch (...) {
            log(log_level::error, "the audit log could not be sealed");
        }
        lock.lock();
    }
}

}
}
