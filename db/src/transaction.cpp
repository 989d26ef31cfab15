#include <lumbar/transaction.hpp>

#include "db/src/connection.hpp"
#include "db/src/new_ids.hpp"

#include <lumbar/json.hpp>
#include <lumbar/program_mistake.hpp>

#include <algorithm>
#include <stdexcept>

namespace lumbar {

void read_tx::select(sql_text sql, std::span<const bound> values, const shape& row, void* (*next)(void*), void* out,
                     std::size_t limit) {
    context_->link->select(*context_, sql.str(), values, row, next, out, limit);
}

bool read_tx::sees_only_committed() const { return !context_->record; }

void read_tx::about(row_id client, row_id object) {
    context_->client = std::move(client);
    context_->object = std::move(object);
}

soci::session& read_tx::sql() {
    context_->link->speak_for(context_->owner);
    return context_->link->lend();
}

std::int64_t write_tx::change(sql_text sql, std::span<const bound> values) {
    return context_->link->change(*context_, sql.str(), values);
}

row_id write_tx::new_id() {
    auto& ids = context_->record->ids;
    if (context_->ids_taken == ids.size()) ids.push_back(data::make_row_id(now()));
    return ids[context_->ids_taken++];
}

std::string write_tx::new_secret(std::size_t bytes) {
    auto& secrets = context_->record->secrets;
    std::size_t at = context_->secrets_taken++;
    if (at == secrets.size()) secrets.push_back(data::make_secret(bytes));
    if (secrets[at].size() != bytes * 2) throw program_mistake("a write asked for another secret when it ran again");
    return secrets[at];
}

void write_tx::changed(std::string_view field) {
    auto& fields = context_->fields;
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.emplace_back(field);
}

void write_tx::emit_event(std::string_view event, const shape& type, const void* happened) {
    std::string payload;
    append_json(payload, type, happened);
    owner_scope core(*this, "core");
    // On SQLite writes come one after the other, and each numbers its events itself. On PostgreSQL a sealer does. Numbers go on
    // after the oldest rows are pruned: cursors stand on them.
    std::optional<std::int64_t> seq;
    if (dialect() == dialect::sqlite)
        seq = value<std::int64_t>(R"(
            INSERT INTO counters (name, value)
            VALUES ('outbox', 1)
            ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
            RETURNING value)");
    execute("INSERT INTO outbox (id, seq, event, payload, emitted_at) VALUES (:id, :seq, :event, :payload, :at)", new_id(), seq, event,
            payload, now());
    context_->events.push_back({std::string(event), std::move(payload)});
}

namespace data {

data_state::data_state(read_tx& tx) {
    const auto& c = tx.kernel();
    if (c.record || c.seen.store == 0) return;
    clock_ = c.link->tables();
    if (tx.dialect() == lumbar::dialect::postgresql) snapshot_ = c.link->raw("SELECT pg_current_snapshot()").front().front();
    else if (c.seen.commits == 0 || !clock_) return;
    store_ = c.seen.store;
    commits_ = c.seen.commits;
}

bool data_state::same_as(const data_state& before, const table_use& tables, std::initializer_list<std::string_view> growing) const {
    if (!known() || store_ != before.store_) return false;
    if (!clock_) return snapshot_ == before.snapshot_;
    return !tables.everything && clock_->still(tables.reads, growing, std::min(commits_, before.commits_));
}

bool may_have_written(write_tx& tx, std::string_view table) {
    const connection& on = *tx.kernel().link;
    const table_use* written = on.noted();
    if (!written || !on.tables() || written->everything) return true;
    const auto number = on.tables()->known(table);
    return number && (written->adds_to.contains(*number) || written->changes.contains(*number));
}

table_watch::table_watch(read_tx& tx) : on_(*tx.kernel().link), before_(on_.note_tables(&seen_)) {}

table_watch::~table_watch() {
    on_.note_tables(before_);
    if (!before_) return;
    try {
        before_->add(seen_);
    } catch (const std::exception&) { // no memory to say which
        before_->everything = true;
    }
}

void note_everything(read_tx& tx) { tx.kernel().link->note_everything(); }

void give_up(read_tx& tx, std::string_view plugin) {
    auto& c = tx.kernel();
    if (!c.record) return;
    c.link->renew_time();
    if (!has_given_up(tx, plugin)) c.record->given_up.emplace_back(plugin);
}

bool has_given_up(const read_tx& tx, std::string_view plugin) {
    const auto* record = tx.kernel().record;
    return record && std::find(record->given_up.begin(), record->given_up.end(), plugin) != record->given_up.end();
}

void with_savepoint(read_tx& tx, const std::function<void()>& part) {
    auto& c = tx.kernel();
    connection& on = *c.link;
    // A read on SQLite has nothing to undo, and goes on after a refusal.
    bool needed = c.record || on.dialect() == lumbar::dialect::postgresql;
    if (!needed) {
        try {
            return part();
        } catch (...) {
            c.refused.reset();
            throw;
        }
    }
    if (c.refused) throw *c.refused;
    auto fields = c.fields;
    auto events = c.events;
    const auto traced = c.trace.size();
    int depth = on.savepoints++;
    struct closed {
        int& open;
        ~closed() { --open; }
    } end{on.savepoints};
    on.save(depth);
    try {
        part();
        if (c.refused) throw *c.refused;
    } catch (...) {
        on.roll_back_to(depth);
        on.release(depth);
        c.refused.reset();
        c.fields = std::move(fields);
        c.events = std::move(events);
        c.trace.resize(traced);
        throw;
    }
    on.release(depth);
}

}
}
