#include "db/src/back_end.hpp"
#include "tests/core/db/tables.hpp"

#include <soci/soci.h>

#include <catch2/catch.hpp>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <thread>

using namespace lumbar;
using namespace lumbar::db_test;

namespace {

std::atomic<bool> log_is_full{false};
std::atomic<int> log_writes{0};

bool is_log(int file) {
    char name[512];
    const auto size = readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), name, sizeof name);
    return size > 4 && std::string_view(name, static_cast<std::size_t>(size)).ends_with("-wal");
}

}

// In place of the C library's for this whole program, SQLite included.
extern "C" [[gnu::visibility("default")]] ssize_t pwrite64(int file, const void* from, size_t size, off64_t at) {
    if (is_log(file)) {
        ++log_writes;
        if (log_is_full) {
            errno = ENOSPC;
            return -1;
        }
    }
    return syscall(SYS_pwrite64, file, from, size, at);
}

namespace {

// What was asked for, and the state it was asked in.
struct look {
    data::data_state state;
    data::table_use asked;
};

look look_at_parts(database& db) {
    return db.read(me, [](read_tx& tx) {
        data::data_state state(tx);
        data::table_watch watch(tx);
        tx.value<std::int64_t>("SELECT count(*) FROM things_parts");
        return look{state, watch.seen()};
    });
}

bool same(database& db, const look& before, std::initializer_list<std::string_view> growing = {}) {
    return db.read(me, [&](read_tx& tx) { return data::data_state(tx).same_as(before.state, before.asked, growing); });
}

bool is_whole(database& db) {
    std::string found;
    dynamic_cast<data::back_end&>(db).exclusively([&](data::connection& on) {
        on.speak_for({});
        found = on.raw("PRAGMA integrity_check").at(0).at(0);
    });
    return found == "ok";
}

void put_thing(database& db, const std::string& name) {
    db.write(me, [&](write_tx& tx) { put(tx, {name, 1, {}, {}}); });
}

void put_part(database& db, std::int64_t id) {
    db.write(me, [&](write_tx& tx) { tx.execute("INSERT INTO things_parts (id, thing) VALUES (:id, 'a')", id); });
}

}

TEST_CASE("what a read saw stands until one of the tables that it asked is written", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations(), things});
    put_thing(*db, "a");
    auto before = look_at_parts(*db);
    CHECK(same(*db, before));

    put_thing(*db, "b");
    CHECK(same(*db, before));
    put_part(*db, 1);
    CHECK_FALSE(same(*db, before));

    // No column of it is asked for, so SQLite names it as it was typed.
    before = db->read(me, [](read_tx& tx) {
        data::data_state state(tx);
        data::table_watch watch(tx);
        tx.value<std::int64_t>("SELECT count(*) FROM Things_Parts");
        return look{state, watch.seen()};
    });
    CHECK(same(*db, before));
    put_part(*db, 7);
    CHECK_FALSE(same(*db, before));

    before = look_at_parts(*db);
    db->write(me, [](write_tx& tx) { tx.execute("UPDATE things_parts SET id = 2 WHERE id = 1"); });
    CHECK_FALSE(same(*db, before));
    before = look_at_parts(*db);
    db->write(me, [](write_tx& tx) { tx.execute("DELETE FROM things_parts"); });
    CHECK_FALSE(same(*db, before));
}

TEST_CASE("rows that were only added to a table can be left out of account; what takes rows away cannot", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations(), things});
    put_thing(*db, "a");
    auto before = look_at_parts(*db);
    put_part(*db, 1);
    CHECK(same(*db, before, {"things_parts"}));
    CHECK_FALSE(same(*db, before, {"things_list"}));

    const auto changes = [&](auto&& how) {
        before = look_at_parts(*db);
        db->write(me, how);
        return !same(*db, before, {"things_parts"});
    };
    CHECK(changes([](write_tx& tx) { tx.execute("INSERT OR REPLACE INTO things_parts (id, thing) VALUES (1, 'a')"); }));
    CHECK(changes([](write_tx& tx) { tx.execute("replace INTO things_parts (id, thing) VALUES (1, 'a')"); }));
    CHECK(changes([](write_tx& tx) {
        tx.execute("INSERT INTO things_parts (id, thing) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET thing = excluded.thing");
    }));
    CHECK(changes([](write_tx& tx) { tx.execute("UPDATE things_parts SET thing = 'a'"); }));
    CHECK(changes([](write_tx& tx) { tx.execute("DELETE FROM things_parts"); }));
}

TEST_CASE("what cannot be told apart counts as another state: bare statements, schema changes, another database, a write", "[db]") {
    kit::place where(kit::place::kind::sqlite), elsewhere(kit::place::kind::sqlite);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations(), things});
    put_thing(*db, "a");

    auto before = look_at_parts(*db);
    db->write(me, [](write_tx& tx) { tx.sql() << "UPDATE things_list SET number = 2"; });
    CHECK_FALSE(same(*db, before));

    const auto asked_bare = db->read(me, [](read_tx& tx) {
        data::data_state state(tx);
        data::table_watch watch(tx);
        long long count = 0;
        tx.sql() << "SELECT count(*) FROM things_parts", soci::into(count);
        return look{state, watch.seen()};
    });
    CHECK_FALSE(same(*db, asked_bare));

    before = look_at_parts(*db);
    data::migrate(*db, {data::migration_set{"more", {{"0001_more.sql", "CREATE TABLE more_things (id BIGINT NOT NULL PRIMARY KEY);"}}}});
    CHECK_FALSE(same(*db, before));

    before = look_at_parts(*db);
    auto other = database::open(kit::options_for(elsewhere));
    data::migrate(*other, {data::core_migrations(), things});
    CHECK_FALSE(same(*other, before));
    db->write(me, [&](write_tx& tx) {
        CHECK_FALSE(data::data_state(tx).known());
        CHECK_FALSE(data::data_state(tx).same_as(before.state, before.asked));
    });
}

TEST_CASE("watching inside a write takes nothing from what that write is known to have written", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations(), things});
    put_thing(*db, "a");
    auto before = look_at_parts(*db);
    db->write(me, [](write_tx& tx) {
        data::table_watch watch(tx);
        tx.execute("INSERT INTO things_parts (id, thing) VALUES (1, 'a')");
    });
    CHECK_FALSE(same(*db, before));
    before = look_at_parts(*db);
    put_part(*db, 2);
    CHECK_FALSE(same(*db, before));
}

TEST_CASE("a statement that was prepared before a table was changed is noted with what it uses since", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations(), things});
    put_thing(*db, "a");
    const auto remove = [](write_tx& tx) { tx.execute("DELETE FROM things_list WHERE name = 'b'"); };
    put_thing(*db, "b");
    db->write(me, remove);
    data::migrate(*db, {data::migration_set{"things", {things.files.front(),
                       {"0002_notes.sql", "CREATE TABLE things_notes (thing TEXT NOT NULL REFERENCES things_list (name) ON DELETE CASCADE);"}}}});
    put_thing(*db, "b");
    db->write(me, [](write_tx& tx) { tx.execute("INSERT INTO things_notes (thing) VALUES ('b')"); });
    const auto before = db->read(me, [](read_tx& tx) {
        data::data_state state(tx);
        data::table_watch watch(tx);
        CHECK(tx.value<std::int64_t>("SELECT count(*) FROM things_notes") == 1);
        return look{state, watch.seen()};
    });
    db->write(me, remove);
    CHECK_FALSE(same(*db, before));
}

TEST_CASE("on PostgreSQL any transaction makes another state", "[db]") {
    kit::place where(kit::place::kind::postgresql);
    auto db = database::open(kit::options_for(where));
    data::migrate(*db, {data::core_migrations(), things});
    const auto before = look_at_parts(*db);
    CHECK(same(*db, before));
    put_thing(*db, "a");
    CHECK_FALSE(same(*db, before));
}

TEST_CASE("whoever reads after an answer sees what was answered, and nothing that was taken back", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    std::atomic<bool> over{false};
    std::vector<std::thread> others;
    for (int i = 0; i < 3; ++i)
        others.emplace_back([&] {
            while (!over) count(*db);
        });
    for (int i = 0; i < 300; ++i) {
        put_thing(*db, "t" + std::to_string(i));
        CHECK(count(*db) == i + 1);
        CHECK_THROWS(db->write(me, [&](write_tx& tx) {
            put(tx, {"never", 1, {}, {}});
            throw std::runtime_error("taken back");
        }));
        CHECK(count(*db) == i + 1);
    }
    over = true;
    for (auto& one : others) one.join();
}

TEST_CASE("idle readers do not keep the write-ahead log from starting anew", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    options.longest_read = std::chrono::milliseconds(400);
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    const std::string log = options.url.substr(9) + "-wal", page(4000, 'x');
    // Four at once, so that four readers have been made; each then lies idle with what it last saw.
    door all_inside;
    std::atomic<int> inside{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i)
        readers.emplace_back([&] {
            db->read(me, [&](read_tx& tx) {
                tx.value<std::int64_t>("SELECT count(*) FROM things_list");
                if (++inside == 4) all_inside.open();
                all_inside.pass();
            });
        });
    for (auto& one : readers) one.join();
    std::uintmax_t longest = 0;
    for (int i = 0; i < 300; ++i) {
        db->write(me, [&](write_tx& tx) {
            for (int j = 0; j < 50; ++j) put(tx, {"t" + std::to_string(i) + "." + std::to_string(j), 1, {}, {page}});
        });
        longest = std::max(longest, std::filesystem::file_size(log));
    }
    CHECK(longest < 40u << 20);
}

TEST_CASE("a group larger than what is gathered for the log at once is stored whole", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    options.write_budget = std::chrono::seconds(5);
    {
        auto db = database::open(options);
        data::migrate(*db, {data::core_migrations(), things});
        const std::string page(3000, 'y');
        for (int size : {1, 30, 31, 32, 33, 64, 500, 3000}) {
            db->write(me, [&](write_tx& tx) {
                for (int j = 0; j < size; ++j) put(tx, {std::to_string(size) + "." + std::to_string(j), size, {}, {page}});
            });
            const auto stored = db->read(me, [&](read_tx& tx) {
                return *tx.value<std::int64_t>("SELECT count(*) FROM things_list WHERE number = :size AND length(list) > 3000", size);
            });
            CHECK(stored == size);
        }
    }
    auto again = database::open(options);
    CHECK(count(*again) == 1 + 30 + 31 + 32 + 33 + 64 + 500 + 3000);
    CHECK(is_whole(*again));
}

TEST_CASE("the pages of a group go to the log in a few writes", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    const std::string page(3900, 'y');
    log_writes = 0;
    db->write(me, [&](write_tx& tx) {
        for (int i = 0; i < 200; ++i) put(tx, {"t" + std::to_string(i), 1, {}, {page}});
    });
    CHECK(log_writes > 0);
    CHECK(log_writes < 20); // 800 KB; SQLite by itself: 400 and more
}

TEST_CASE("a full disk in the middle of a group whose pages went to the log before its end loses nothing that is acknowledged", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    options.write_budget = std::chrono::seconds(10);
    const std::string page(3900, 'z');
    bool stored = false;
    {
        auto db = database::open(options);
        data::migrate(*db, {data::core_migrations(), things});
        put_thing(*db, "a");
        door begun, go;
        auto first = post(*db, [&](write_tx&) {
            begun.open();
            go.pass();
        });
        begun.pass();
        // More than the 16 MB that a connection keeps: pages of it go to the log while it is not committed.
        auto large = post(*db, [&](write_tx& tx) {
            for (int i = 0; i < 6000; ++i) put(tx, {"large " + std::to_string(i), 1, {}, {page}});
        });
        // Reads them back while the log takes nothing.
        auto refused = post(*db, [&](write_tx& tx) {
            log_is_full = true;
            struct room_again {
                ~room_again() { log_is_full = false; }
            } end;
            tx.execute("UPDATE things_list SET number = number + 1");
        });
        go.open();
        first.get();
        CHECK_THROWS_AS(refused.get(), database_error);
        try {
            large.get();
            stored = true;
        } catch (const database_error& e) {
            CHECK(e.fault() == database_fault::full);
        }
        CHECK(count(*db) == (stored ? 6001 : 1));
        put_thing(*db, "after");
    }
    auto again = database::open(options);
    CHECK(count(*again) == (stored ? 6002 : 2));
    CHECK(is_whole(*again));
}
