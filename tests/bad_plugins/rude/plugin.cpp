#include <lumbar/app.hpp>
#include <lumbar/database.hpp>
#include <lumbar/database_error.hpp>

#include <soci/soci.h>

#include <chrono>
#include <thread>

using namespace lumbar;

namespace {

struct of_its_own {};

void put_half(write_tx& tx) { tx.execute("INSERT INTO rude_rows (id) VALUES (:id)", tx.new_id()); }

// Each of these writes a row of its own first, which must not stay.
response run(write_tx& tx, sql_text sql) {
    put_half(tx);
    tx.execute(sql);
    return no_content();
}

response commit(const request&, write_tx& tx) { return run(tx, "COMMIT"); }
response roll_back(const request&, write_tx& tx) { return run(tx, "ROLLBACK"); }
response save(const request&, write_tx& tx) { return run(tx, "SAVEPOINT mine"); }
response set(const request&, write_tx& tx) { return run(tx, "PRAGMA synchronous = OFF"); }
response attach(const request&, write_tx& tx) { return run(tx, "ATTACH 'other.db' AS other"); }
response drop(const request&, write_tx& tx) { return run(tx, "/* away */ DROP TABLE rude_rows"); }
response foreign(const request&, write_tx& tx) { return run(tx, "UPDATE clients SET given_name = 'Nobody'"); }
response foreign_inside(const request&, write_tx& tx) {
    return run(tx, "WITH gone (id) AS (SELECT id FROM rude_rows) DELETE FROM outbox_cursors WHERE subscriber IN (SELECT id FROM gone)");
}

response commit_bare(const request&, write_tx& tx) {
    put_half(tx);
    tx.sql() << "COMMIT";
    return no_content();
}

response commit_after(const request&, write_tx& tx) {
    put_half(tx);
    tx.sql() << "SELECT 1; COMMIT";
    return no_content();
}

response nest(const request&, write_tx& tx) {
    put_half(tx);
    soci::transaction another(tx.sql());
    another.commit();
    return no_content();
}

// Forgiven by the handler, but not by the server.
response foreign_forgiven(const request&, write_tx& tx) {
    try {
        run(tx, "DELETE FROM clients");
    } catch (const database_error&) {
    }
    return no_content();
}

// Never taken back: the statement stands on its first row for as long as the process lives.
response leave_open(read_tx& tx) {
    static auto& left_open = *new std::vector<soci::rowset<std::string>>;
    left_open.emplace_back(tx.sql().prepare << "SELECT id FROM users ORDER BY id");
    return ok(std::vector<std::string>{*left_open.back().begin()});
}

response leak_reading(const request&, read_tx& tx) { return leave_open(tx); }

response leak_writing(const request&, write_tx& tx) {
    put_half(tx);
    return leave_open(tx);
}

std::int64_t count_for_ever(read_tx& tx) {
    return tx.value<std::int64_t>(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT SUM(i) FROM n").value();
}

response read_for_ever(const request&, read_tx& tx) { return ok(std::vector<std::int64_t>{count_for_ever(tx)}); }

response read_bare_for_ever(const request&, read_tx& tx) {
    long long sum = 0;
    tx.sql() << "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT SUM(i) FROM n",
        soci::into(sum);
    return ok(std::vector<std::int64_t>{sum});
}

void fill_for_ever(write_tx& tx) {
    tx.execute(R"(
        INSERT INTO rude_rows (id)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
        SELECT CAST(i AS TEXT) FROM n)");
}

response write_for_ever(const request&, write_tx& tx) {
    fill_for_ever(tx);
    return no_content();
}

// Its row says that it has begun.
response take_long(const request&, database& db) {
    db.write({}, put_half);
    std::this_thread::sleep_for(std::chrono::seconds(3));
    return ok(std::vector<std::string>{"through"});
}

response throw_its_own(const request&, read_tx&) { throw of_its_own(); }
response throw_the_sdks(const request&, read_tx&) { throw database_error(database_fault::refused, "Hanna Lindqvist may not"); }

// Screens until it is stopped: when it is asked it counts, and when it must check it fills its table.
std::vector<screening_state> states(read_tx& tx, std::span<const appointment>) {
    count_for_ever(tx);
    return {};
}

screening_state screen(write_tx& tx, const appointment&) {
    fill_for_ever(tx);
    return {};
}

// Writes down whom it hears of, in order; of a client named Poison it cannot bear to hear.
void hear(const client_created& made, write_tx& tx) {
    if (tx.value<std::string>("SELECT given_name FROM clients WHERE id = :id", made.client) == "Poison") throw of_its_own();
    tx.execute("INSERT INTO rude_heard (client, place) VALUES (:client, (SELECT COUNT(*) FROM rude_heard))", made.client);
}

const std::vector<route> routes = {
    {verb::post, "/commit", may("rude.use"), commit},
    {verb::post, "/roll_back", may("rude.use"), roll_back},
    {verb::post, "/savepoint", may("rude.use"), save},
    {verb::post, "/pragma", may("rude.use"), set},
    {verb::post, "/attach", may("rude.use"), attach},
    {verb::post, "/drop", may("rude.use"), drop},
    {verb::post, "/foreign", may("rude.use"), foreign},
    {verb::post, "/foreign_inside", may("rude.use"), foreign_inside},
    {verb::post, "/foreign_forgiven", may("rude.use"), foreign_forgiven},
    {verb::post, "/commit_bare", may("rude.use"), commit_bare},
    {verb::post, "/commit_after", may("rude.use"), commit_after},
    {verb::post, "/nested", may("rude.use"), nest},
    {verb::get, "/leak", may("rude.use"), leak_reading},
    {verb::post, "/leak", may("rude.use"), leak_writing},
    {verb::get, "/for_ever", may("rude.use"), read_for_ever},
    {verb::get, "/bare_for_ever", may("rude.use"), read_bare_for_ever},
    {verb::post, "/for_ever", may("rude.use"), write_for_ever},
    {verb::post, "/slow", may("rude.use"), take_long},
    {verb::get, "/its_own", may("rude.use"), throw_its_own},
    {verb::get, "/the_sdks", may("rude.use"), throw_the_sdks},
};

}

LUMBAR_PLUGIN(app) {
    app.routes(routes);
    app.on<client_created>(hear);
    app.provide<screening>({states, screen});
}
