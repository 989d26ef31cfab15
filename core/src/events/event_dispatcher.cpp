#include "core/src/events/event_dispatcher.hpp"

#include "core/src/events/outbox.hpp"
#include "core/src/exception_type.hpp"
#include "core/src/log.hpp"
#include "core/src/supervisor/vital_signs.hpp"
#include "db/src/context.hpp"

#include <lumbar/json.hpp>

#include <algorithm>

namespace lumbar::events {

using namespace std::chrono_literals;

namespace {

constexpr int most_tries = 10;
constexpr std::chrono::milliseconds longest_pause = 30s;

caller as_system(std::shared_ptr<const void> points = nullptr) {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    c.host = std::move(points);
    return c;
}

caller as_plugin(const std::string& plugin, std::shared_ptr<const void> points) {
    caller c = as_system(std::move(points));
    c.who.kind = actor_kind::plugin;
    c.who.name = plugin;
    c.owner = plugin;
    return c;
}

// A fresh value of the event's struct, filled from its payload.
struct happening {
    happening(const shape& type, std::string_view payload) : type(type), value(type.create()) {
        if (!read_json(payload, type, value).empty()) throw program_mistake("an event's payload does not fit its struct");
    }
    ~happening() { type.destroy(value); }
    happening(const happening&) = delete;
    happening& operator=(const happening&) = delete;
    const shape& type;
    void* value;
};

}

event_dispatcher::event_dispatcher(database& db, surroundings around) : db_(db), around_(std::move(around)) {}

event_dispatcher::~event_dispatcher() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void event_dispatcher::start() { thread_ = std::thread([this] { run(); }); }

void event_dispatcher::set_subscribers(std::vector<subscriber> all) {
    db_.write(as_system(), [&](write_tx& tx) {
        for (const auto& one : all) ensure_cursor(tx, one.plugin + "/" + one.event);
    });
    {
        std::lock_guard lock(mutex_);
        subscribers_ = std::move(all);
    }
    wake();
}

void event_dispatcher::wake() {
    {
        std::lock_guard lock(mutex_);
        awake_ = true;
    }
    woken_.notify_one();
}

// On SQLite each commit with events wakes it. On PostgreSQL, where any server may seal them, looking goes on for a moment after the
// last. Twice a second it looks all the same, for events that have to be tried again.
void event_dispatcher::run() {
    constexpr auto soonest = 1ms, at_rest = 500ms;
    const bool waked = db_.dialect() == dialect::sqlite;
    std::chrono::milliseconds pause = soonest;
    auto last_prune = std::chrono::steady_clock::now();
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            woken_.wait_for(lock, pause, [&] { return stopping_ || awake_; });
            if (stopping_) return;
            awake_ = false;
        }
        bool something = false;
        try {
            something = tell_windows();
            something = deliver_all() > 0 || something;
            if (std::chrono::steady_clock::now() - last_prune > 1min) {
                last_prune = std::chrono::steady_clock::now();
                prune();
            }
        } catch (const database_error& error) {
            log(log_level::warning, "events wait for the database", {{"error", error}});
        } catch (const std::exception&) {
            log(log_level::error, "events could not be delivered");
        }
        pause = something ? soonest : waked ? at_rest : std::min<std::chrono::milliseconds>(pause * 2, at_rest);
    }
}

event_dispatcher::news event_dispatcher::look() const {
    news found;
    found.since = looked_;
    db_.read(as_system(), [&](read_tx& tx) {
        found.newest = newest(tx);
        if (found.newest <= found.since) return;
        for (auto& event : tx.rows<std::string>("SELECT DISTINCT event FROM outbox WHERE seq > :since", found.since))
            found.events.insert(std::move(event));
    });
    return found;
}

// Whoever hears of nothing that has happened is not asked for its cursor: between two of its events there may be thousands of
// others, and each commit comes by here.
std::size_t event_dispatcher::deliver_all() {
    std::lock_guard one_round(delivering_);
    std::vector<subscriber> all;
    {
        std::lock_guard lock(mutex_);
        all = subscribers_;
    }
    const news now = look();
    std::size_t deliveries = 0;
    for (const auto& one : all) {
        const std::string name = one.plugin + "/" + one.event;
        auto known = heard_through_.find(name);
        if (known != heard_through_.end() && known->second >= now.since && !now.events.contains(one.event)) {
            known->second = std::max(known->second, now.newest);
            continue;
        }
        plugins::lease_hold inside = one.gate ? plugins::lease_hold(one.gate) : plugins::lease_hold();
        if (inside.inside()) deliveries += deliver_to(one, name, now.newest);
    }
    looked_ = std::max(looked_, now.newest);
    return deliveries;
}

// A clock that was set back makes nobody wait for longer than the longest pause.
static bool waits(utc_ms now, utc_ms next) { return now < next && next.count - now.count <= longest_pause.count(); }

std::size_t event_dispatcher::deliver_to(const subscriber& one, const std::string& name, std::int64_t newest) {
    if (auto late = waiting_.find(name); late != waiting_.end() && waits(db_.now(), late->second.next)) return 0;
    const auto known = heard_through_.find(name);
    const std::int64_t through = known == heard_through_.end() ? -1 : known->second;
    std::size_t delivered = 0;
    for (;;) {
        std::int64_t before = 0;
        auto rows = db_.read(as_system(), [&](read_tx& tx) {
            before = cursor_of(tx, name);
            return tx.rows<outbox_row>(R"(
                SELECT seq, event, payload
                FROM outbox
                WHERE seq > :after AND event = :event
                ORDER BY seq
                LIMIT 100)",
                std::max(before, through), one.event);
        });
        if (rows.empty()) {
            heard_through_[name] = std::max(through, newest);
            return delivered;
        }
        for (const auto& row : rows) {
            if (!deliver(one, name, before, row.seq, row.payload)) return delivered;
            before = row.seq;
            ++delivered;
        }
    }
}

bool event_dispatcher::deliver(const subscriber& one, const std::string& name, std::int64_t before, std::int64_t seq,
                               const std::string& payload) {
    std::string kind;
    try {
        bool mine = false;
        db_.write(as_plugin(one.plugin, around_.points ? around_.points() : nullptr), [&](write_tx& tx) {
            mine = move_cursor(tx, name, before, seq);
            if (!mine) return;
            happening event(*one.type, payload);
            supervision::running here(one.plugin, one.event);
            one.hear(event.value, tx);
        });
        if (mine) waiting_.erase(name);
        return mine;
    } catch (const database_error& error) {
        // What the store cannot do just now is nobody's fault: the event simply waits.
        constexpr database_fault passing[] = {database_fault::busy, database_fault::unreachable, database_fault::conflict,
                                              database_fault::full, database_fault::failed, database_fault::unknown_outcome};
        if (std::find(std::begin(passing), std::end(passing), error.fault()) != std::end(passing)) throw;
        log(log_level::warning, "a subscriber failed", {{"plugin", log_word{one.plugin}}, {"event", log_word{one.event}}, {"error", error}});
        kind = "a statement that failed";
    } catch (const program_mistake& mistake) {
        log(log_level::warning, "a subscriber failed", {{"plugin", log_word{one.plugin}}, {"event", log_word{one.event}}, {"mistake", mistake}});
        kind = mistake.what();
    } catch (...) {
        kind = type_in_flight();
        log(log_level::warning, "a subscriber failed", {{"plugin", log_word{one.plugin}}, {"event", log_word{one.event}}, {"seq", seq}});
    }
    postpone(one, name, before, {seq, one.event, payload}, kind);
    return false;
}

void event_dispatcher::postpone(const subscriber& one, const std::string& name, std::int64_t before, const outbox_row& event,
                                const std::string& kind) {
    auto& late = waiting_[name];
    if (++late.tries < most_tries) {
        late.next = db_.now() + std::min<std::chrono::milliseconds>(100ms * (1 << late.tries), longest_pause);
        return;
    }
    db_.write(as_system(), [&](write_tx& tx) {
        if (!move_cursor(tx, name, before, event.seq)) return;
        tx.execute(R"(
            INSERT INTO parked_events (subscriber, seq, event, payload, tries, next_try_at, fault)
            VALUES (:subscriber, :seq, :event, :payload, :tries, :next, :fault))",
            name, event.seq, event.event, event.payload, late.tries, tx.now(), kind);
    });
    waiting_.erase(name);
    log(log_level::error, "an event was parked", {{"plugin", log_word{one.plugin}}, {"event", log_word{one.event}}, {"seq", event.seq}});
}

bool event_dispatcher::tell_windows() {
    if (!around_.tell_windows) return false;
    auto rows = db_.read(as_system(), [&](read_tx& tx) {
        if (told_ < 0) told_ = newest(tx);
        return tx.rows<outbox_row>("SELECT seq, event, payload FROM outbox WHERE seq > :told ORDER BY seq LIMIT 200", told_);
    });
    for (const auto& row : rows) {
        around_.tell_windows(row.event, row.payload);
        told_ = row.seq;
    }
    return !rows.empty();
}

std::vector<metrics::unheard> event_dispatcher::lag() {
    std::vector<metrics::unheard> found;
    {
        std::lock_guard lock(mutex_);
        for (const auto& one : subscribers_) found.push_back({one.plugin, one.event});
    }
    const auto now = db_.now();
    db_.read(as_system(), [&](read_tx& tx) {
        for (auto& one : found) count_unheard(tx, now, one);
    });
    return found;
}

// In small transactions: others write between them.
void event_dispatcher::prune() {
    constexpr std::int64_t at_once = 500, rounds = 40;
    std::int64_t gone = at_once;
    for (int i = 0; i < rounds && gone == at_once; ++i)
        gone = db_.write(as_system(), [](write_tx& tx) { return prune_outbox(tx, at_once); });
}

}
