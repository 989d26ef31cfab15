#include "db/src/runs.hpp"

#include <lumbar/program_mistake.hpp>

#include <atomic>
#include <stdexcept>

namespace lumbar::data {

thread_local bool inside_scope::inside_ = false;

void inside_scope::refuse_write() {
    if (inside_) throw program_mistake("a write was begun inside a read or a write of the same thread");
}

namespace {

struct open_read : read_tx {
    open_read(context& c, const lumbar::actor& who, lumbar::dialect d, utc_ms now) : read_tx(c, who, d, now) {}
};

// What a handler leaves open on the bare session is closed, also when it throws.
class lent_session {
public:
    explicit lent_session(connection& on) : on_(on) {}
    ~lent_session() { on_.close_lent(); }
    void check(std::string_view owner) {
        if (on_.close_lent()) throw program_mistake(std::string(owner) + ": a statement of tx.sql() was left open");
    }

private:
    connection& on_;
};

struct open_write : write_tx {
    open_write(context& c, const lumbar::actor& who, lumbar::dialect d, utc_ms now) : write_tx(c, who, d, now) {}
};

read_tx::context run_once(connection& on, const caller& who, recording& record, const std::function<void(write_tx&)>& run,
                          bool traced) {
    read_tx::context c(on, who.owner, &record);
    c.host = who.host.get();
    c.traced = traced;
    open_write tx(c, who.who, on.dialect(), record.now);
    inside_scope inside;
    lent_session lent(on);
    run(tx);
    if (c.refused) throw *c.refused;
    lent.check(who.owner);
    return c;
}

void compare(const read_tx::context& a, const read_tx::context& b) {
    const char* what = nullptr;
    if (a.trace != b.trace)
        what = "its statements returned or changed other numbers of rows";
    else if (a.ids_taken != b.ids_taken || a.secrets_taken != b.secrets_taken)
        what = "it drew another number of ids or secrets";
    else if (a.events != b.events)
        what = "it emitted other events";
    else if (a.fields != b.fields || a.client != b.client || a.object != b.object)
        what = "it named other fields or another record";
    if (what) throw program_mistake(std::string(a.owner) + ": a write did not do the same when it ran again: " + what);
}

}

std::uint64_t next_store() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

void run_read(connection& on, const caller& who, utc_ms now, const seen_state& seen, const std::function<void(read_tx&)>& run) {
    try {
        read_tx::context c(on, who.owner, nullptr);
        c.host = who.host.get();
        c.seen = seen;
        open_read tx(c, who.who, on.dialect(), now);
        inside_scope inside;
        lent_session lent(on);
        run(tx);
        if (c.refused) throw *c.refused;
        lent.check(who.owner);
        on.commit();
    } catch (...) {
        on.roll_back();
        throw;
    }
}

void run_write(connection& on, const caller& who, recording& record, const std::function<void(write_tx&)>& run, bool twice) {
    on.savepoints = 1;
    if (!twice) return static_cast<void>(run_once(on, who, record, run, false));
    int depth = on.savepoints++;
    on.save(depth);
    auto first = run_once(on, who, record, run, true);
    on.roll_back_to(depth);
    on.release(depth);
    compare(first, run_once(on, who, record, run, true));
}

}
