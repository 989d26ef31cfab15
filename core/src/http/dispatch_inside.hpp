#pragma once

#include "core/src/http/call.hpp"
#include "core/src/http/recently.hpp"
#include "core/src/identity/hashing_pool.hpp"
#include "db/src/back_end.hpp"
#include "db/src/workers.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace lumbar {
namespace http {

// The dispatcher's insides: the way in (dispatch.cpp), the work and the way out (dispatch_work.cpp).
struct dispatcher::inside {
    inside(database& d, const route_table& t, live_events& l, kernel_services& s, dispatcher_options o)
        : db(d), store(dynamic_cast<data::back_end*>(&d)), table(t), live(l), services(s), options(std::move(o)), gate(options.most_at_work), slow(options.slow_threads, options.slow_queue) {}

    // The way in.
    void handle(call_ptr c);
    bool find_route(const call_ptr& c);
    void answer_without_route(const call_ptr& c, const route_snapshot::found& found);
    void identify(const call_ptr& c);
    void admit(const call_ptr& c, identity::signed_in_as who);
    void admit_built_in(const call_ptr& c);
    void deny(const call_ptr& c, response refusal);

    // The work.
    void run_read(const call_ptr& c);
    bool read_here(const call_ptr& c, const std::function<void(read_tx&)>& run);
    void run_write(const call_ptr& c);
    void run_slow(const call_ptr& c);
    void write(call& c, write_tx& tx);
    void record_read(const call_ptr& c);
    void check_ready(const call_ptr& c);
    void tell_metrics(const call_ptr& c);
    response invoke(call& c, void* tx);

    // A call has ended, or the dispatcher itself.
    void let_go() {
        if (calls.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
        std::lock_guard lock(mutex);
        over = true;
        idle.notify_all();
    }

    // The way out.
    void answer(const call_ptr& c, response r);
    void send(const call_ptr& c, outgoing out);
    void fail(const call_ptr& c, std::exception_ptr thrown);
    void guarded(const call_ptr& c, const std::function<void()>& work);
    void post(data::workers& pool, const call_ptr& c, std::function<void()> work);

    caller caller_of(const call& c, std::string_view owner) const { return {c.asked.who, std::string(owner), c.points}; }
    // Who writes down what was asked: also when the disk is full.
    caller scribe_of(const call& c) const {
        auto who = caller_of(c, "core");
        who.when_full = true;
        return who;
    }
    std::string_view owner_of(const call& c) const { return c.route->plugin.empty() ? std::string_view("core") : c.route->plugin; }

    database& db;
    data::back_end* const store;  // null: a database of another make
    const route_table& table;
    live_events& live;
    kernel_services& services;
    const dispatcher_options options;
    recently reads{std::chrono::minutes(15)};
    recently drafts{std::chrono::minutes(1)};
    recently denials{std::chrono::minutes(1)};
    std::atomic<unsigned> keys_kept{0};
    std::atomic<bool> ending{false};

    std::atomic<std::size_t> calls{1};  // those under way, and one that the dispatcher itself holds until it ends
    std::mutex mutex;
    std::condition_variable idle;
    bool over = false;  // the last of `calls` is gone

    admission gate;
    data::workers quick{2, 1024};
    data::workers slow;
    // Two more than hash at once: while one hashes, the next looks up its user. A few wait; the rest is told to come again.
    data::workers passwords{identity::hashing_pool::threads_of_process() + 2, identity::hashing_pool::longest_queue};
};

inline response json_text(int status, std::string body) {
    response r;
    r.status = status;
    r.body = std::move(body);
    return r;
}

}
}
