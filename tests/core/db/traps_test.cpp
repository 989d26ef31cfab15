#include "db/src/context.hpp"
#include "tests/core/db/tables.hpp"

#include <lumbar/database_error.hpp>
#include <lumbar/program_mistake.hpp>

#include <catch2/catch.hpp>

#include <thread>

// What SOCI, SQLite and PostgreSQL do to those who do not know: one test per trap.
using namespace lumbar;
using namespace lumbar::db_test;

namespace {

// Where a member is not optional though its column may be NULL.
struct plain_word {
    std::string word;
};
BOOST_DESCRIBE_STRUCT(plain_word, (), (word))
struct wrong_name {
    std::string title;
};
BOOST_DESCRIBE_STRUCT(wrong_name, (), (title))
struct small_number {
    std::int32_t number = 0;
};
BOOST_DESCRIBE_STRUCT(small_number, (), (number))

std::vector<thing> all(read_tx& tx) { return tx.rows<thing>("SELECT name, number, word, list FROM things_list ORDER BY name"); }

void put_one(database& db, const thing& t) {
    db.write(me, [&](write_tx& tx) { put(tx, t); });
}

}

TEST_CASE("a 64-bit number comes back whole", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        put_one(db, {"big", 1780000000000, {}, {}});
        put_one(db, {"least", std::numeric_limits<std::int64_t>::min(), {}, {}});
        auto number = [&](const char* name) {
            return db.read(
                me, [&](read_tx& tx) { return tx.value<std::int64_t>("SELECT number FROM things_list WHERE name = :n", name); });
        };
        CHECK(number("big") == 1780000000000);
        CHECK(number("least") == std::numeric_limits<std::int64_t>::min());
        CHECK(number("none") == std::nullopt);
    });
}

TEST_CASE("a number that does not fit its member is refused, not cut", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        put_one(db, {"big", 1780000000000, {}, {}});
        CHECK_THROWS_AS(db.read(me, [](read_tx& tx) { return tx.row<small_number>("SELECT number FROM things_list"); }),
                        program_mistake);
    });
}

TEST_CASE("INSERT … RETURNING inserts once", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        auto name = db.write(me, [](write_tx& tx) {
            return tx.value<std::string>("INSERT INTO things_list (name, number, list) VALUES (:n, 1, '[]') RETURNING name",
                                         "once");
        });
        CHECK(name == "once");
        CHECK(count(db) == 1);
    });
}

TEST_CASE("a kept select sees what others have committed since", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        for (int i = 0; i < 30; ++i) {
            put_one(db, {"thing " + std::to_string(i), i, {}, {}});
            CHECK(count(db) == i + 1);
            // Stopped after the first of many rows: it must not hold on to this moment's data.
            db.read(me,
                    [](read_tx& tx) { return tx.row<thing>("SELECT name, number, word, list FROM things_list ORDER BY name"); });
        }
    });
}

TEST_CASE("a read sees one state from its first statement to its last", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        put_one(db, {"before", 1, {}, {}});
        db.read(me, [&](read_tx& tx) {
            CHECK(all(tx).size() == 1);
            std::thread([&] { put_one(db, {"meanwhile", 2, {}, {}}); }).join();
            CHECK(all(tx).size() == 1);
        });
        CHECK(count(db) == 2);
    });
}

TEST_CASE("NULL, empty text and an empty list stay three things", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        put_one(db, {"empty", 1, "", {"a \"b\"", "ü"}});
        put_one(db, {"null", 2, std::nullopt, {}});
        auto things = db.read(me, all);
        REQUIRE(things.size() == 2);
        CHECK(things[0].word == "");
        CHECK(things[0].list == std::vector<std::string>{"a \"b\"", "ü"});
        CHECK(things[1].word == std::nullopt);
        CHECK(things[1].list.empty());
    });
}

TEST_CASE("NULL for a member that is not optional names the column", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        put_one(db, {"a", 1, std::nullopt, {}});
        CHECK_THROWS_WITH(db.read(me, [](read_tx& tx) { return tx.row<plain_word>("SELECT word FROM things_list"); }),
                          Catch::Contains("column word is NULL"));
    });
}

TEST_CASE("a statement that does not fit its call is refused at its first use", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        put_one(db, {"a", 1, "w", {}});
        auto fails = [&](auto&& call, const char* sentence) { CHECK_THROWS_WITH(db.read(me, call), Catch::Contains(sentence)); };
        fails(
            [](read_tx& tx) {
                return tx.rows<thing>("SELECT name, number, word, list FROM things_list WHERE name = :a OR word = :a", "a");
            },
            "placeholder :a stands twice");
        fails(
            [](read_tx& tx) {
                return tx.value<std::string>("SELECT name FROM things_list WHERE name = :a AND number = :b", "a");
            },
            "2 placeholders, 1 values");
        fails([](read_tx& tx) { return tx.rows<thing>("SELECT name, number FROM things_list"); },
              "4 members, the statement 2 columns");
        fails([](read_tx& tx) { return tx.rows<wrong_name>("SELECT name FROM things_list"); }, "is name, the member is title");
        fails([](read_tx& tx) { return tx.value<std::string>("SELECT name FROM things_list; SELECT word FROM things_list"); },
              "one statement");
    });
}

TEST_CASE("text with a NUL is refused, not cut", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        CHECK_THROWS_WITH(put_one(db, {std::string("a\0b", 3), 1, {}, {}}), Catch::Contains("NUL"));
        CHECK(count(db) == 0);
    });
}

TEST_CASE("a colon inside a text or a comment is no placeholder", "[db]") {
    kit::for_each_backend([](database& db) {
        auto text =
            db.read(me, [](read_tx& tx) { return tx.value<std::string>("SELECT 'at 10:30' || CAST(:more AS TEXT)", "!"); });
        CHECK(text == "at 10:30!");
    });
}

TEST_CASE("count and coalesce come back as what was asked for", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        db.read(me, [](read_tx& tx) {
            CHECK(tx.value<int>("SELECT count(*) FROM things_list") == 0);
            CHECK(tx.value<std::int64_t>("SELECT coalesce(max(number), 7) FROM things_list") == 7);
            CHECK(tx.value<bool>("SELECT count(*) FROM things_list") == false);
            CHECK(tx.value<double>("SELECT CAST(0.1 AS DOUBLE PRECISION)") == 0.1);
        });
    });
}

TEST_CASE("a statement is good again after it was refused", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        for (int i = 0; i < 3; ++i) {
            put_one(db, {"same " + std::to_string(i), i, {}, {}});
            try {
                put_one(db, {"same " + std::to_string(i), i, {}, {}});
                FAIL("a second row with the same key was stored");
            } catch (const database_error& e) {
                CHECK(e.fault() == database_fault::constraint);
                CHECK_FALSE(e.constraint().empty());
                CHECK_THAT(e.what(), !Catch::Contains("same"));
            }
        }
        CHECK(count(db) == 3);
    });
}

TEST_CASE("rows changed are counted, none included", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        db.write(me, [](write_tx& tx) {
            for (int i = 0; i < 3; ++i) put(tx, {"t" + std::to_string(i), i, {}, {}});
            CHECK(tx.execute("UPDATE things_list SET number = number + 10 WHERE number >= :n", 1) == 2);
            CHECK(tx.execute("UPDATE things_list SET number = number + 10 WHERE number >= :n", 99) == 0);
            CHECK(tx.execute("DELETE FROM things_list") == 3);
        });
    });
}

TEST_CASE("statements are prepared once, NULLs or not", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        auto use = [&](int i) {
            thing t{"t" + std::to_string(i), i, i % 2 ? std::optional<std::string>("w" + std::to_string(i)) : std::nullopt, {}};
            put_one(db, t);
            db.read(me, all);
        };
        for (int i = 0; i < 4; ++i) use(i);
        // PostgreSQL has several write connections, each with its own statements; one caller at a time uses the same one.
        auto before = data::count_statements();
        for (int i = 20; i < 60; ++i) use(i);
        auto after = data::count_statements();
        CHECK(after.prepared == before.prepared);
        CHECK(after.executed - before.executed == 40 * 3); // each write ran twice
    });
}

TEST_CASE("enums, ids, times and dates keep their forms", "[db]") {
    kit::for_each_backend([](database& db) {
        db.read(me, [](read_tx& tx) {
            CHECK(tx.value<actor_kind>("SELECT CAST(:k AS TEXT)", actor_kind::client_link) == actor_kind::client_link);
            CHECK(tx.value<utc_ms>("SELECT CAST(:t AS BIGINT)", utc_ms{1780000000000}) == utc_ms{1780000000000});
            CHECK(tx.value<row_id>("SELECT CAST(:i AS TEXT)", row_id())->empty());
            CHECK(tx.value<calendar_date>("SELECT CAST(:d AS TEXT)", calendar_date{"2026-02-28"})->text == "2026-02-28");
            CHECK_THROWS_AS(tx.value<actor_kind>("SELECT CAST(:word AS TEXT)", "stranger"), program_mistake);
        });
    });
}
