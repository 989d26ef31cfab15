#include "core/src/http/dispatch_inside.hpp"

#include "core/src/http/answers.hpp"
#include "core/src/http/called_database.hpp"
#include "core/src/http/last_fault.hpp"
#include "core/src/http/trail.hpp"
#include "core/src/log.hpp"

#include "db/src/context.hpp"

#include <lumbar/program_mistake.hpp>

#include <sodium.h>

namespace lumbar {
namespace http {
namespace {

// A read on a connection's thread: what the last one took, and what the statements of the next are given.
constexpr std::chrono::microseconds short_read{500};
constexpr std::chrono::milliseconds longest_here{20};

// Each save of a draft that is being typed; together they are one row a minute.
bool folds(std::string_view action) { return action.ends_with(".autosave"); }

// What a handler's own exception says stays unsaid: it may hold what a person typed. The data layer's never do.
void log_fault(const call& c, const fault_answer& fault) {
    const auto level = fault.unexpected ? log_level::error : log_level::warning;
    const log_word request{c.asked.request_id}, route{c.asked.route}, type{fault.type};
    if (fault.store) log(level, "the store refused", {{"request", request}, {"route", route}, {"store", *fault.store}});
    else if (fault.mistake) log(level, "a handler is wrong", {{"request", request}, {"route", route}, {"mistake", *fault.mistake}});
    else log(level, "a handler threw", {{"request", request}, {"route", route}, {"type", type}});
}

// The caller is asked to try again, but whoever wrote the statement has to do something about it.
bool took_too_long(const fault_answer& fault) { return fault.store && fault.store->fault() == database_fault::deadline; }

// Which kind, for the admin's page: of an exception its type, of the store its word.
void note_fault(const mounted_route& route, const fault_answer& fault) {
    if (route.plugin.empty()) return;
    const auto kind = [&]() -> std::string {
        if (fault.mistake) return fault.mistake->what();
        if (!fault.store) return fault.type;
        if (fault.store->fault() == database_fault::refused) return "a statement that it may not run";
        return took_too_long(fault) ? "a statement that took too long" : "a statement that failed";
    };
    keep_fault(route.plugin, {std::chrono::system_clock::now(), std::string(name_of(route.row->method)), route.path, kind()});
}

// All other writes wait while one runs: whose took long is told.
class slow_write_watch {
public:
    slow_write_watch(const call& c, std::string_view owner) : call_(c), owner_(owner) {}
    ~slow_write_watch() {
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
        if (took < std::chrono::milliseconds(20)) return;
        try {
            log(log_level::warning, "a write was slow",
                {{"request", log_word{call_.asked.request_id}}, {"route", log_word{call_.asked.route}}, {"owner", log_word{owner_}}, {"ms", took.count()}});
        } catch (const std::exception&) {
            // A line less in the log; the write goes on.
        }
    }

private:
    const call& call_;
    std::string_view owner_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// Their owner may be of the plugin's own making, and its lease ends with the answer.
void copy_rest(response& answer) {
    answer.body += answer.rest.text;
    answer.rest = {};
}

actor the_server() {
    actor who;
    who.kind = actor_kind::system;
    who.name = "Lumbar";
    return who;
}

}

response dispatcher::inside::invoke(call& c, void* tx) {
    struct visit {
        visit(kernel_services& s, const mounted_route& r) : services(s), route(r) { services.entered(route); }
        ~visit() { services.left(route); }
        kernel_services& services;
        const mounted_route& route;
    } here(services, *c.route);
    return c.row().run(c.asked, c.body ? c.body->value : nullptr, tx);
}

// Handed to a reader's thread and back, a short read costs twice what it does. Those of the kernel's own routes run here while
// the last one was short: the connections of this thread wait meanwhile.
void dispatcher::inside::run_read(const call_ptr& c) {
    auto run = [this, c](read_tx& tx) {
        const auto began = std::chrono::steady_clock::now();
        c->result = invoke(*c, &tx);
        note_about(*c, tx);
        c->counts->quick.store(std::chrono::steady_clock::now() - began < short_read, std::memory_order_relaxed);
    };
    if (read_here(c, run)) return record_read(c);
    db.post_read(caller_of(*c, owner_of(*c)), run, [this, c](std::exception_ptr thrown) {
        if (thrown) return fail(c, thrown);
        guarded(c, [&] { record_read(c); });
    });
}

bool dispatcher::inside::read_here(const call_ptr& c, const std::function<void(read_tx&)>& run) {
    if (!store || !c->route->plugin.empty() || !c->counts->quick.load(std::memory_order_relaxed)) return false;
    if (store->read_here(caller_of(*c, owner_of(*c)), run, longest_here)) return true;
    c->counts->quick.store(false, std::memory_order_relaxed);
    return false;
}

// An audited read leaves after its row is durable; the same record once per session and 15 minutes.
void dispatcher::inside::record_read(const call_ptr& c) {
    if (c->result.status >= 400 || c->row().audit_action.empty()) return answer(c, std::move(c->result));
    auto entry = entry_of(*c, "done");
    auto row = same_row(*c, entry);
    if (reads.knows(row)) return answer(c, std::move(c->result));
    db.post_write(scribe_of(*c), [entry](write_tx& tx) { audit::record(tx, entry); }, [this, c, row](std::exception_ptr thrown) {
        if (thrown) return fail(c, thrown);
        guarded(c, [&] {
            reads.remember(row);
            answer(c, std::move(c->result));
        });
    });
}

// One run of a write: answer, audit row and stored answer, all in this transaction or not at all.
void dispatcher::inside::write(call& c, write_tx& tx) {
    c.replayed = false;
    c.trail_to_remember.clear();
    if (c.repeat) {
        owner_scope core(tx, "core");
        if (auto before = answered_before(tx, *c.repeat)) {
            c.result = std::move(*before);
            c.replayed = true;
            if (c.result.status >= 400) throw rolled_back{};
            return;
        }
    }
    {
        time_writing here(*c.counts);
        c.result = invoke(c, &tx);
    }
    if (c.result.status >= 400) throw rolled_back{};
    if (!c.result.rest.text.empty()) throw program_mistake("the answer of a write is stored, and so has all of its bytes in its body");
    owner_scope core(tx, "core");
    note_about(c, tx);
    auto entry = entry_of(c, "done");
    entry.fields = tx.kernel().fields;
    const bool fold = folds(entry.action);
    auto row = fold ? same_row(c, entry) : std::string();
    if (!fold || !drafts.knows(row)) {
        audit::record(tx, entry);
        c.trail_to_remember = std::move(row);
    }
    if (c.repeat) keep_answer(tx, *c.repeat, c.result);
}

void dispatcher::inside::run_write(const call_ptr& c) {
    auto who = caller_of(*c, owner_of(*c));
    who.snapshot = c->row().snapshot;
    who.when_full = c->row().when_disk_is_full;
    auto run = [this, c](write_tx& tx) {
        slow_write_watch watch(*c, owner_of(*c));
        write(*c, tx);
    };
    db.post_write(std::move(who), run, [this, c](std::exception_ptr thrown) {
        if (thrown) return fail(c, thrown);
        guarded(c, [&] {
            if (!c->trail_to_remember.empty()) drafts.remember(c->trail_to_remember);
            const bool kept = c->repeat && !c->replayed;
            answer(c, std::move(c->result));
            // Old answers are looked for now and then, beside the traffic.
            if (kept && keys_kept.fetch_add(1) % 4096 == 0) db.post_write({the_server()}, forget_old_answers, [](std::exception_ptr) {});
        });
    });
}

void dispatcher::inside::run_slow(const call_ptr& c) {
    post(c->row().hashes_password ? passwords : slow, c, [this, c] {
        called_database own(db, *c);
        c->result = invoke(*c, static_cast<database*>(&own));
        if (c->safe()) record_read(c);
        else answer(c, std::move(c->result));
    });
}

// Only whoever shows the secret learns anything, and only over https or on this machine.
void dispatcher::inside::tell_metrics(const call_ptr& c) {
    constexpr std::string_view scheme = "Bearer ";
    const auto given = c->header("authorization");
    const auto secret = given.starts_with(scheme) ? given.substr(scheme.size()) : std::string_view();
    const auto digest = [](std::string_view text) {
        std::array<unsigned char, crypto_generichash_BYTES> out{};
        crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
        return out;
    };
    const auto theirs = digest(secret), ours = digest(options.metrics_token);
    if (!c->in.secure || sodium_memcmp(theirs.data(), ours.data(), ours.size()) != 0) {
        auto refused = problem(401, "metrics_token_needed", "Send the secret of metrics.token_file as a bearer token, over https.");
        refused.headers.emplace_back("WWW-Authenticate", "Bearer");
        return answer(c, std::move(refused));
    }
    response told;
    told.body = options.metrics();
    told.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer(c, std::move(told));
}

void dispatcher::inside::check_ready(const call_ptr& c) {
    auto health = db.check();
    const bool ready = health.reads && health.writes && !ending;
    std::string body = R"({"ready":)";
    body.append(ready ? "true" : "false").append(",\"reads\":").append(health.reads ? "true" : "false");
    body.append(",\"writes\":").append(health.writes ? "true" : "false").append(",\"reason\":");
    // Anyone may ask this: the store's own words (paths, hosts) are not for anyone.
    append_json_text(body, ready ? services.limits() : ending ? "This server is about to stop."
                                  : health.reads ? "The database takes no writes." : "The database does not answer.");
    auto told = json_text(ready ? 200 : 503, body + '}');
    if (!ready) told.headers.emplace_back("Retry-After", "1");
    answer(c, std::move(told));
}

void dispatcher::inside::post(data::workers& pool, const call_ptr& c, std::function<void()> work) {
    const bool taken = pool.post([this, c, work = std::move(work)] { guarded(c, work); });
    if (!taken) fail(c, std::make_exception_ptr(database_error(database_fault::busy, "core: too much is waiting")));
}

// The one place that catches.
void dispatcher::inside::guarded(const call_ptr& c, const std::function<void()>& work) {
    try {
        work();
    } catch (...) {
        fail(c, std::current_exception());
    }
}

void dispatcher::inside::fail(const call_ptr& c, std::exception_ptr thrown) try {
    try {
        std::rethrow_exception(thrown);
    } catch (const rolled_back&) {
        return answer(c, std::move(c->result));
    } catch (...) {
    }
    auto fault = answer_to(thrown);
    if (fault.unexpected || fault.store) log_fault(*c, fault);
    if (fault.unexpected && options.heard) options.heard(c->asked.route, fault.type + ": " + fault.said);
    const bool of_the_handler = fault.unexpected || took_too_long(fault);
    if (of_the_handler) c->counts->faults.fetch_add(1, std::memory_order_relaxed);
    if (of_the_handler && c->route) note_fault(*c->route, fault);
    if (fault.unexpected) services.failed(c->route, c->asked.request_id, fault.type);
    answer(c, std::move(fault.answer));
} catch (const std::exception&) {
    // No memory for words: the status alone says that nothing was promised.
    outgoing bare;
    bare.answer.status = 503;
    send(c, std::move(bare));
}

void dispatcher::inside::answer(const call_ptr& c, response r) {
    outgoing out;
    out.answer = std::move(r);
    if (!out.answer.rest.text.empty() && c->route && !c->route->plugin.empty()) copy_rest(out.answer);
    finish_answer(*c, out.answer);
    send(c, std::move(out));
}

void dispatcher::inside::send(const call_ptr& c, outgoing out) {
    c->result = {};
    c->lease = {};
    c->place.reset();
    auto tell = std::exchange(c->answer, nullptr);
    if (!tell) return;
    c->counts->count(out.answer.status, std::chrono::steady_clock::now() - c->began);
    tell(std::move(out));
}

}
}
