#include <lumbar/app.hpp>

#include <stdexcept>

using namespace lumbar;

namespace {

[[noreturn]] void stumble() { throw std::runtime_error("Hanna Lindqvist fell over"); }

response read(const request&, read_tx&) { stumble(); }

response write(const request&, write_tx& tx) {
    tx.execute("INSERT INTO clumsy_rows (id) VALUES ('half done')");
    stumble();
}

response throw_a_number(const request&, read_tx&) { throw 42; }

// A refused statement, which ends a transaction on PostgreSQL.
std::vector<client_alert> alerts(read_tx& tx, std::span<const row_id>) {
    tx.value<std::int64_t>("SELECT nothing FROM no_table_at_all");
    return {};
}

std::vector<screening_state> states(read_tx&, std::span<const appointment>) { stumble(); }

screening_state screen(write_tx& tx, const appointment&) {
    tx.execute("INSERT INTO clumsy_rows (id) VALUES ('half screened')");
    stumble();
}

std::vector<guard_reason> guard(read_tx&, const appointment&) { stumble(); }
std::vector<guard_reason> guard_note(read_tx&, const row_id&, const appointment&) { throw 42; }
std::vector<board_badge_mark> badges(read_tx&, std::span<const appointment>) { stumble(); }

void hear(const client_created&, write_tx&) { stumble(); }

const std::vector<route> routes = {
    {verb::get, "/things", may("clumsy.use"), read},
    {verb::post, "/things", may("clumsy.use"), write},
    {verb::get, "/numbers", may("clumsy.use"), throw_a_number},
};

}

LUMBAR_PLUGIN(app) {
    app.routes(routes);
    app.on<client_created>(hear);
    app.provide<client_alerts>(alerts);
    app.provide<screening>({states, screen});
    app.provide<visit_guard>(guard);
    app.provide<note_guard>(guard_note);
    app.provide<board_badge>(badges);
}
