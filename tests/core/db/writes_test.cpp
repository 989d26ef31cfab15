#include "db/src/context.hpp"
#include "tests/core/db/tables.hpp"

#include <lumbar/database_error.hpp>
#include <lumbar/events.hpp>
#include <lumbar/program_mistake.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace lumbar::db_test;

namespace {

database_fault fault_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const database_error& e) {
        return e.fault();
    }
    FAIL("nothing was refused");
    return database_fault::other;
}

std::unique_ptr<database> open_at(const kit::place& where, const std::function<void(database_options&)>& change) {
    auto options = kit::options_for(where);
    change(options);
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    return db;
}

}

TEST_CASE("a write that throws leaves nothing, and those beside it are stored", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        door go;
        std::vector<posted> all;
        all.push_back(post(db, [&](write_tx&) { go.pass(); }));
        for (int i = 0; i < 20; ++i)
            all.push_back(post(db, [i](write_tx& tx) {
                put(tx, {"t" + std::to_string(i), i, {}, {}});
                if (i % 5 == 3) throw std::runtime_error("no");
            }));
        go.open();
        for (std::size_t i = 1; i < all.size(); ++i) {
            if ((i - 1) % 5 == 3)
                CHECK_THROWS_WITH(all[i].get(), "no");
            else
                CHECK_NOTHROW(all[i].get());
        }
        CHECK(count(db) == 16);
    });
}

TEST_CASE("a full queue refuses at once", "[db]") {
    kit::for_each_place([](const kit::place& where) {
        auto db = open_at(where, [](database_options& o) {
            o.queue = 4;
            o.writers = 1;
        });
        door go;
        door inside;
        auto first = post(*db, [&](write_tx&) {
            inside.open();
            go.pass();
        });
        inside.pass();
        std::vector<posted> waiting;
        for (int i = 0; i < 4; ++i) waiting.push_back(post(*db, [](write_tx&) {}));
        auto refused = post(*db, [](write_tx&) {});
        CHECK(fault_of([&] { refused.get(); }) == database_fault::busy);
        go.open();
        first.get();
        for (auto& one : waiting) CHECK_NOTHROW(one.get());
    });
}

TEST_CASE("a read cannot write", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        auto write = [](read_tx& tx) {
            return tx.row<std::string>("INSERT INTO things_list (name, number, list) VALUES ('a', 1, '') RETURNING name");
        };
        CHECK(fault_of([&] { db.read(me, write); }) == database_fault::refused);
        CHECK(count(db) == 0);
    });
}

TEST_CASE("a write inside a read or a write of the same thread is a mistake that is named", "[db]") {
    kit::for_each_backend([](database& db) {
        CHECK_THROWS_AS(db.read(me, [&](read_tx&) { db.write(me, [](write_tx&) {}); }), program_mistake);
        CHECK_THROWS_AS(db.write(me, [&](write_tx&) { db.write(me, [](write_tx&) {}); }), program_mistake);
    });
}

TEST_CASE("a write that runs again finds its time, ids and secrets again", "[db]") {
    kit::for_each_backend([](database& db) {
        std::vector<std::string> seen;
        db.write(me, [&](write_tx& tx) {
            seen.push_back(tx.new_id().str() + tx.new_id() + tx.new_secret(16) + std::to_string(tx.now().count));
        });
        REQUIRE(seen.size() == 2);
        CHECK(seen[0] == seen[1]);
        CHECK(seen[0].size() == 36 + 36 + 32 + 13);
    });
}

TEST_CASE("a write that does something else when it runs again is caught in the tests", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        int run = 0;
        auto again = [&](const std::function<void(write_tx&)>& what) {
            run = 0;
            CHECK_THROWS_WITH(db.write(me, what), Catch::Contains("did not do the same"));
        };
        again([&](write_tx& tx) {
            if (run++ == 0) tx.new_id();
        });
        again([&](write_tx& tx) {
            if (run++ == 0) tx.changed("name");
        });
        again([&](write_tx& tx) { tx.emit(client_created{row_id(std::to_string(run++))}); });
        again([&](write_tx& tx) {
            for (int i = 0; i <= run; ++i) put(tx, {"t" + std::to_string(i), 1, {}, {}});
            ++run;
        });
        CHECK(count(db) == 0);
    });
}

TEST_CASE("a refused statement ends its transaction, even when nobody minds", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        auto stubborn = [](write_tx& tx) {
            put(tx, {"a", 1, {}, {}});
            CHECK_THROWS_AS(put(tx, {"a", 2, {}, {}}), database_error);
            CHECK_THROWS_AS(put(tx, {"b", 2, {}, {}}), database_error);
        };
        CHECK(fault_of([&] { db.write(me, stubborn); }) == database_fault::constraint);
        CHECK(count(db) == 0);
    });
}

TEST_CASE("what throws in a savepoint undoes itself alone", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        db.write(me, [](write_tx& tx) {
            put(tx, {"kept", 1, {}, {}});
            CHECK_THROWS(data::with_savepoint(tx, [&] {
                put(tx, {"gone", 2, {}, {}});
                tx.changed("gone");
                put(tx, {"kept", 3, {}, {}});
            }));
            data::with_savepoint(tx, [&] { put(tx, {"also kept", 4, {}, {}}); });
            CHECK(tx.kernel().fields.empty());
        });
        CHECK(count(db) == 2);
        db.read(me, [](read_tx& tx) {
            CHECK_THROWS_AS(data::with_savepoint(tx, [&] { tx.value<int>("SELECT count(*) FROM no_such_table"); }),
                            database_error);
            CHECK(tx.value<int>("SELECT count(*) FROM things_list") == 2);
        });
    });
}

TEST_CASE("events are stored with the write that told them, or not at all", "[db]") {
    kit::for_each_backend([](database& db) {
        auto told = [&] {
            return db.read(me, [](read_tx& tx) { return tx.rows<std::string>("SELECT payload FROM outbox ORDER BY id"); });
        };
        db.write(plugin("things"), [](write_tx& tx) { tx.emit(client_created{row_id("c1")}); });
        CHECK_THROWS(db.write(me, [](write_tx& tx) {
            tx.emit(client_created{row_id("c2")});
            throw std::runtime_error("no");
        }));
        CHECK(told() == std::vector<std::string>{R"({"client":"c1"})"});
    });
}

TEST_CASE("a broken reference names its fault and no value", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        auto orphan = [](write_tx& tx) { tx.execute("INSERT INTO things_parts (id, thing) VALUES (1, :thing)", "Ana Secret"); };
        try {
            db.write(me, orphan);
            FAIL("an orphan was stored");
        } catch (const database_error& e) {
            CHECK(e.fault() == database_fault::constraint);
            CHECK_THAT(e.what(), !Catch::Contains("Secret"));
        }
    });
}

TEST_CASE("PostgreSQL's exclusion of overlapping claims is a constraint with a name", "[db]") {
    kit::for_each_backend([](database& db) {
        if (db.dialect() == dialect::sqlite) return;
        auto claim = [](write_tx& tx, const char* id) {
            tx.execute("INSERT INTO claims (appointment, kind, resource, from_ms, to_ms) VALUES (:a, 'room', 'r1', 10, 20)", id);
        };
        db.write(me, [](write_tx& tx) { tx.execute("ALTER TABLE claims DROP CONSTRAINT claims_appointment_fkey"); });
        db.write(me, [&](write_tx& tx) { claim(tx, "a1"); });
        try {
            db.write(me, [&](write_tx& tx) { claim(tx, "a2"); });
            FAIL("a double booking was stored");
        } catch (const database_error& e) {
            CHECK(e.fault() == database_fault::constraint);
            CHECK(e.constraint() == "claims_do_not_overlap");
        }
    });
}
