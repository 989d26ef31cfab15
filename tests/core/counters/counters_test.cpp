#include "browser_at_socket.hpp"
#include "counted_calls.hpp"

#include "core/src/application/application.hpp"
#include "core/src/http/server.hpp"
#include "core/src/identity/accounts.hpp"
#include "core/src/identity/passwords.hpp"
#include "db/src/counters.hpp"
#include <lumbar/test/test_app.hpp>

#include <catch2/catch.hpp>

#include <poll.h>

#include <algorithm>
#include <functional>
#include <thread>

using namespace lumbar;

namespace {

constexpr const char* password = "river stone lavender";

struct cost {
    std::uint64_t queries, prepared, sends, receives, syncs, allocations;

    static cost until_now() {
        const auto& calls = counted_calls::all();
        return {data::counted().queries, data::counted().prepared, calls.sends, calls.receives, calls.syncs, calls.allocations};
    }
    cost since(const cost& b) const {
        return {queries - b.queries, prepared - b.prepared, sends - b.sends, receives - b.receives, syncs - b.syncs,
                allocations - b.allocations};
    }
    cost least(const cost& b) const {
        return {std::min(queries, b.queries), std::min(prepared, b.prepared), std::min(sends, b.sends), std::min(receives, b.receives),
                std::min(syncs, b.syncs), std::min(allocations, b.allocations)};
    }
};

// The whole server in this process, its connections too, with the plugins of the mission.
class counted_server {
public:
    explicit counted_server(kit::back_end on)
        : app({"intake", "contraindications", "notes"}, how(on)), client(app.client()), visit(app.appointment(client)),
          server_(app.application().front(), any_port()) {
        for (int i = 0; i < 6; ++i) app.client(); // a search that finds enough does not look for similar names
        app.deliver_events();
        app.write([](write_tx& tx) {
            identity::create_user(tx, "cora", "Cora", identity::hash_password(password), {"therapist", "admin"}, {});
        });
        server_.start();
        asking = std::make_unique<browser_at_socket>(server_.port());
        sign_in();
    }
    ~counted_server() { server_.drain_and_stop(std::chrono::seconds(5)); }

    // What one request costs once everything that is kept has been made: the least of many, for a session is looked up again
    // every five seconds at least. `ask` returns the status; what `before_each` costs does not count.
    cost of(const std::function<int()>& ask, const std::function<void()>& before_each = [] {}) {
        if (std::chrono::steady_clock::now() - signed_in_ > std::chrono::seconds(15)) sign_in();
        for (int i = 0; i < 10; ++i) {
            before_each();
            REQUIRE(ask() < 300);
        }
        cost least{~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull};
        for (int i = 0; i < 20; ++i) {
            before_each();
            const auto before = cost::until_now();
            REQUIRE(ask() < 300);
            least = least.least(cost::until_now().since(before));
        }
        return least;
    }
    cost of_get(const std::string& path) {
        return of([&] { return asking->get(path); });
    }
    unsigned short port() const { return server_.port(); }
    int register_somebody() {
        asking->ask("POST", "/api/v1/clients",
                    R"({"given_name":"Nora","family_name":"Hart","phone":"0861234567","email":"n@example.com"})");
        return asking->wait();
    }

    kit::test_app app;
    row_id client, visit;
    std::unique_ptr<browser_at_socket> asking;

private:
    static kit::app_options how(kit::back_end on) {
        counted_calls::leave_this_thread_out();
        kit::app_options options;
        options.on = on;
        options.run_writes_twice = false;
        return options;
    }
    static http::server_options any_port() {
        http::server_options options;
        options.port = 0;
        return options;
    }

    // A session is not kept in the second after somebody has signed in.
    void sign_in() {
        // A session that was used a minute ago by the machine's clock is looked up again.
        app.move_clock(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()) -
                       std::chrono::milliseconds(app.now().count));
        REQUIRE(asking->sign_in("cora", password) == 200);
        signed_in_ = std::chrono::steady_clock::now();
        for (std::uint64_t queries = 2; queries > 1;) {
            REQUIRE(std::chrono::steady_clock::now() - signed_in_ < std::chrono::seconds(30));
            const auto before = cost::until_now();
            REQUIRE(asking->get("/api/v1/clients/" + client) == 200);
            queries = cost::until_now().since(before).queries;
        }
    }

    http::server server_;
    std::chrono::steady_clock::time_point signed_in_;
};

// At most this, with sign-in, permissions and audit. Queries are those of each request alone; the sealing of audit rows is shared
// by all writes of a commit, here by one.
struct limits {
    std::uint64_t queries, allocations;
};

// Receives, sends and allocations of the server's threads: on PostgreSQL those of its connections to the database are among them.
void check(const char* request, const cost& one, const limits& most, kit::back_end on) {
    INFO(request << " on " << (on == kit::back_end::sqlite ? "SQLite" : "PostgreSQL"));
    CHECK(one.prepared == 0);
    CHECK(one.queries <= most.queries);
    if (on == kit::back_end::postgresql) return;
    CHECK(one.sends == 1);
    CHECK(one.receives == 1);
    CHECK(one.allocations <= most.allocations);
}

}

TEST_CASE("a read costs no more than its queries, one receive and one send", "[counters]") {
    for (const auto on : {kit::back_end::sqlite, kit::back_end::postgresql}) {
        counted_server server(on);
        check("ping", server.of_get("/livez"), {0, 18}, on);
        check("client", server.of_get("/api/v1/clients/" + server.client), {1, 40}, on);
        check("search", server.of_get("/api/v1/clients?q=han"), {1, 50}, on);
        check("day view, as it was", server.of_get("/api/v1/board?date=2026-11-23"), {0, 30}, on);
        const auto board = [&] { return server.asking->get("/api/v1/board?date=2026-11-23"); };
        const auto change = [&] { server.app.write([](write_tx& tx) { tx.execute("UPDATE rooms SET version = version + 1"); }); };
        check("day view, made anew", server.of(board, change), {11, 125}, on);
        CHECK(server.asking->body().find(server.visit.str()) != std::string::npos);
    }
}

TEST_CASE("a write costs no more than its queries, one receive, one send and one sync", "[counters]") {
    for (const auto on : {kit::back_end::sqlite, kit::back_end::postgresql}) {
        counted_server server(on);
        auto& asking = *server.asking;
        const auto registered = server.of([&] { return server.register_somebody(); });
        check("registration", registered, {25, 155}, on);
        asking.ask("POST", "/api/v1/notes/notes", R"({"appointment":")" + server.visit + "\"}");
        REQUIRE(asking.wait() == 201);
        const std::string path = "/api/v1/notes/notes/" + asking.body().substr(7, 36);
        auto version = asking.version();
        const auto saved = server.of([&] {
            asking.ask("PUT", path, R"({"subjective":"Slept better.","objective":"","assessment":"","plan":"","marks":[]})", version);
            const int status = asking.wait();
            version = asking.version();
            return status;
        });
        check("note autosave", saved, {4, 85}, on);
        if (on == kit::back_end::postgresql) continue;
        CHECK(registered.syncs == 1);
        CHECK(saved.syncs == 1);
    }
}

namespace {

constexpr int desks = 64;
std::atomic<int> waiting{0};

// A disk that is slower than the server, on any machine: by the time it has written, all others wait for their turn.
void take_time() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (waiting < desks && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

// Somebody who saves a note of their own again and again.
struct desk {
    desk(counted_server& server, int number) : at(server.port()) {
        at.share_session(*server.asking);
        server.app.write_as("notes", [&](write_tx& tx) {
            const auto id = tx.new_id();
            tx.execute(R"(
                INSERT INTO notes_notes (id, appointment, client, author, author_name, status, subjective, objective, assessment,
                    plan, marks, screening, created_at, updated_at, updated_by, signed_by_name, override_reason, content_hash, version)
                VALUES (:id, :visit, :client, :author, '', 'draft', '', '', '', '', '[]', '', 1, 1, '', '', '', '', 1))",
                       id, server.visit, server.client, number);
            path = "/api/v1/notes/notes/" + id;
        });
    }
    void save() {
        at.ask("PUT", path, R"({"subjective":"Slept better.","objective":"","assessment":"","plan":"","marks":[]})",
               std::max<std::int64_t>(1, at.version()));
    }

    browser_at_socket at;
    std::string path;
};

}

TEST_CASE("1,000 writes of 64 desks take at most 40 syncs", "[counters]") {
    counted_server server(kit::back_end::sqlite);
    std::vector<std::unique_ptr<desk>> all;
    std::vector<pollfd> sockets;
    for (int i = 0; i < desks; ++i) {
        all.push_back(std::make_unique<desk>(server, i));
        sockets.push_back({all.back()->at.socket(), POLLIN, 0});
    }
    all[0]->save();
    REQUIRE(all[0]->at.wait() == 200);
    counted_calls::before_sync = take_time;
    waiting = desks;
    for (auto& one : all) one->save();
    int refused = 0;
    const auto syncs_of_a_thousand = [&] {
        const auto before = cost::until_now();
        int done = 0;
        while (done < 1000) {
            REQUIRE(poll(sockets.data(), sockets.size(), 30'000) > 0);
            for (int i = 0; i < desks; ++i) {
                if (!(sockets[i].revents & POLLIN)) continue;
                --waiting;
                refused += all[i]->at.wait() != 200;
                ++done;
                ++waiting;
                all[i]->save();
            }
        }
        return cost::until_now().since(before).syncs * 1000 / static_cast<std::uint64_t>(done);
    };
    // Where others have the processor, a batch is cut after its 50 ms whatever waits: then it is counted again.
    auto syncs = syncs_of_a_thousand();
    for (int more = 0; more < 9 && syncs > 40; ++more) syncs = std::min(syncs, syncs_of_a_thousand());
    counted_calls::before_sync = nullptr;
    for (auto& one : all) refused += one->at.wait() != 200;
    CHECK(refused == 0);
    CHECK(syncs <= 40);
}
