#include "db/src/back_end.hpp"
#include "db/src/sqlite_file.hpp"
#include "tests/core/db/tables.hpp"

#include <lumbar/database_error.hpp>

#include <catch2/catch.hpp>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lumbar;
using namespace lumbar::db_test;

namespace {

std::string big_text() { return std::string(300'000, 'x'); }

std::unique_ptr<database> open_at(const kit::place& where) {
    database_options options;
    options.url = where.url();
    options.write_budget = std::chrono::seconds(5);
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    return db;
}

database_fault fault_of(database& db, const thing& t) {
    try {
        db.write(me, [&](write_tx& tx) { put(tx, t); });
    } catch (const database_error& e) {
        return e.fault();
    }
    return database_fault::other;
}

// In a process of its own, where the disk refuses every byte beyond a limit: 0 when all is as promised.
int write_on_a_broken_disk(const kit::place& where) {
    auto db = open_at(where);
    signal(SIGXFSZ, SIG_IGN);
    db->write(me, [](write_tx& tx) { put(tx, {"before", 1, {}, {}}); });
    rlimit limit{400'000, 400'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    database_fault first = database_fault::other;
    for (int i = 0; i < 20 && first == database_fault::other; ++i)
        first = fault_of(*db, {"big " + std::to_string(i), 2, big_text(), {}});
    if (first != database_fault::failed) return 1;
    if (fault_of(*db, {"small", 3, {}, {}}) != database_fault::failed) return 2;
    auto health = db->check();
    if (health.writes || !health.reads || health.reason.empty()) return 3;
    return 0;
}

}

TEST_CASE("a full disk refuses one write and takes the next that fits", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = open_at(where);
    auto pages = [&](const std::string& limit) {
        dynamic_cast<data::back_end&>(*db).exclusively([&](data::connection& on) {
            on.speak_for({});
            on.raw("PRAGMA max_page_count = " + limit);
        });
    };
    pages("1"); // no more than there are now
    CHECK(fault_of(*db, {"too big", 1, big_text(), {}}) == database_fault::full);
    CHECK(fault_of(*db, {"too big", 1, big_text(), {}}) == database_fault::full);
    CHECK(db->check().writes);
    pages("100000");
    CHECK_NOTHROW(db->write(me, [](write_tx& tx) { put(tx, {"fits", 1, {}, {}}); }));
    CHECK(count(*db) == 1);
}

TEST_CASE("after one I/O error nothing more is written, and the next start checks the file", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    pid_t child = fork();
    if (child == 0) _exit(write_on_a_broken_disk(where));
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(data::is_suspect(data::sqlite_path(where.url())));
    auto db = open_at(where);
    CHECK_FALSE(data::is_suspect(data::sqlite_path(where.url())));
    CHECK(db->read(me, [](read_tx& tx) { return tx.value<int>("SELECT count(*) FROM things_list WHERE name = 'before'"); }) == 1);
    CHECK_NOTHROW(db->write(me, [](write_tx& tx) { put(tx, {"after", 1, {}, {}}); }));
}
