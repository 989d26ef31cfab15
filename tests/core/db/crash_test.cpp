#include "tests/core/db/tables.hpp"

#include <lumbar/database_error.hpp>

#include <catch2/catch.hpp>
#include <signal.h>
#include <soci/soci.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

using namespace lumbar;
using namespace lumbar::db_test;

namespace {

// Writes from several threads until it is killed; says each number through `out` once its write has returned.
[[noreturn]] void write_until_killed(const std::string& url, int out, int from) {
    database_options options;
    options.url = url;
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::int64_t i = from + t;; i += 4) {
                db->write(me, [&](write_tx& tx) {
                    put(tx, {"t" + std::to_string(i), i + 100, {}, {}});
                    put(tx, {"u" + std::to_string(i), i + 100, {}, {}});
                });
                if (::write(out, &i, sizeof i) != sizeof i) _exit(1);
            }
        });
    for (auto& t : threads) t.join();
    _exit(0);
}

std::vector<std::int64_t> acknowledged_by_a_killed_process(const std::string& url, int from, int after_ms) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        ::close(ends[0]);
        write_until_killed(url, ends[1], from);
    }
    ::close(ends[1]);
    std::vector<std::int64_t> told;
    std::int64_t i = 0;
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    std::chrono::steady_clock::time_point kill_at = deadline;
    while (std::chrono::steady_clock::now() < kill_at && ::read(ends[0], &i, sizeof i) == sizeof i) {
        if (told.empty()) kill_at = std::chrono::steady_clock::now() + std::chrono::milliseconds(after_ms);
        told.push_back(i);
    }
    kill(child, SIGKILL);
    while (::read(ends[0], &i, sizeof i) == sizeof i) told.push_back(i);
    ::close(ends[0]);
    waitpid(child, nullptr, 0);
    return told;
}

}

TEST_CASE("a killed process loses nothing that it acknowledged and leaves nothing half", "[db]") {
    kit::for_each_place([](const kit::place& where) {
        std::vector<std::int64_t> told;
        for (int round = 0; round < 5; ++round) {
            auto more = acknowledged_by_a_killed_process(where.url(), 1'000'000 * (round + 1), 20 + round * 13);
            REQUIRE_FALSE(more.empty());
            told.insert(told.end(), more.begin(), more.end());
        }
        auto db = database::open(kit::options_for(where));
        db->read(me, [&](read_tx& tx) {
            int missing = 0;
            for (auto i : told) missing += tx.value<int>("SELECT count(*) FROM things_list WHERE number = :n", i + 100) != 2;
            CHECK(missing == 0);
            CHECK(tx.rows<std::int64_t>("SELECT number FROM things_list GROUP BY number HAVING count(*) <> 2").empty());
        });
        INFO(told.size() << " writes were acknowledged");
        CHECK(told.size() > 20);
    });
}

TEST_CASE("a PostgreSQL server that ends our connections is met again", "[db]") {
    kit::place where(kit::place::kind::postgresql);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations(), things});
    auto end_all = [&] {
        auto other = database::open(kit::options_for(where));
        other->read(me, [](read_tx& tx) {
            return tx.rows<int>("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
                                "pid <> pg_backend_pid()");
        });
    };
    db->write(me, [](write_tx& tx) { put(tx, {"a", 1, {}, {}}); });
    CHECK(count(*db) == 1);
    end_all();
    CHECK(count(*db) == 1);
    CHECK_NOTHROW(db->write(me, [](write_tx& tx) { put(tx, {"b", 2, {}, {}}); }));
    end_all();
    CHECK(db->check().reads);
    try {
        db->write(me, [](write_tx& tx) { tx.rows<int>("SELECT pg_terminate_backend(pg_backend_pid())"); });
        FAIL("a write went on without a connection");
    } catch (const database_error& e) {
        CHECK(e.fault() == database_fault::unreachable);
    }
    CHECK(count(*db) == 2);
}

TEST_CASE("a COMMIT that nobody answered is told as unknown, not tried again", "[db]") {
    kit::place where(kit::place::kind::postgresql);
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things, {"dying", {{"0001_dying.sql", R"(
        CREATE FUNCTION dying_now() RETURNS trigger AS $$
            BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END; $$ LANGUAGE plpgsql;
        CREATE CONSTRAINT TRIGGER dying_at_commit AFTER INSERT ON things_list DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION dying_now();)"}}}});
    int runs = 0;
    try {
        db->write(me, [&](write_tx& tx) {
            ++runs;
            put(tx, {"a", 1, {}, {}});
        });
        FAIL("an unanswered COMMIT was told as stored");
    } catch (const database_error& e) {
        CHECK(e.fault() == database_fault::unknown_outcome);
    }
    CHECK(runs == 1);
    CHECK(count(*db) == 0);
}
