#include "db/src/back_end.hpp"
#include "db/src/sqlite_file.hpp"
#include "tests/core/db/tables.hpp"

#include <lumbar/database_error.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <thread>

using namespace lumbar;
using namespace lumbar::db_test;

namespace {

constexpr sql_text endless = R"(
    INSERT INTO things_list (name, number, list)
    WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
    SELECT 'n' || i, i, '' FROM n)";

std::unique_ptr<database> open_at(const kit::place& where) {
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    options.read_budget = std::chrono::milliseconds(400);
    options.write_budget = std::chrono::milliseconds(100);
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    return db;
}

template <class F>
database_fault fault_of(F&& call) {
    try {
        call();
    } catch (const database_error& e) {
        return e.fault();
    }
    return database_fault::other;
}

}

TEST_CASE("a read that takes too long is stopped, and the connection goes on", "[db]") {
    kit::for_each_place([](const kit::place& where) {
        auto db = open_at(where);
        auto slow = [](read_tx& tx) {
            return tx.value<std::int64_t>(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT sum(i) FROM n");
        };
        auto before = std::chrono::steady_clock::now();
        CHECK(fault_of([&] { db->read(me, slow); }) == database_fault::deadline);
        CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(3));
        CHECK(count(*db) == 0);
    });
}

TEST_CASE("a read may run on the asking thread while it is short; a longer one is given up", "[db]") {
    kit::for_each_place([](const kit::place& where) {
        auto db = open_at(where);
        auto& store = dynamic_cast<data::back_end&>(*db);
        const auto patience = std::chrono::seconds(2);
        db->write(me, [](write_tx& tx) { put(tx, {"a", 7, {}, {}}); });
        std::int64_t seen = 0;
        std::thread::id ran_on;
        auto short_one = [&](read_tx& tx) {
            ran_on = std::this_thread::get_id();
            seen = tx.value<std::int64_t>("SELECT number FROM things_list WHERE name = 'a'").value_or(0);
        };
        db->read(me, short_one);  // a reader has been made
        seen = 0;
        CHECK(store.read_here(me, short_one, patience));
        CHECK(seen == 7);
        CHECK(ran_on == std::this_thread::get_id());
        int begun = 0;
        std::int64_t most = 10;
        auto endless_one = [&](read_tx& tx) {
            ++begun;
            tx.value<std::int64_t>("WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT CAST(sum(i) AS BIGINT) FROM n", most);
        };
        // On PostgreSQL a statement is prepared elsewhere first: that alone is a wait.
        CHECK(store.read_here(me, endless_one, patience) == (db->dialect() == dialect::sqlite));
        db->read(me, endless_one);
        CHECK(store.read_here(me, endless_one, patience));
        begun = 0;
        most = 2'000'000'000;
        const auto began = std::chrono::steady_clock::now();
        CHECK_FALSE(store.read_here(me, endless_one, std::chrono::milliseconds(5)));
        CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
        CHECK(begun == 1);
        most = 10;
        db->read(me, endless_one);
        most = 2'000'000'000;
        auto careless = [&](read_tx& tx) {
            try {
                endless_one(tx);
            } catch (const database_error&) {
                // and answers without it
            }
        };
        CHECK_FALSE(store.read_here(me, careless, std::chrono::milliseconds(5)));
        auto wrong = [](read_tx&) { throw std::out_of_range("of the handler"); };
        db->read(me, short_one);
        CHECK_THROWS_AS(store.read_here(me, wrong, patience), std::out_of_range);
        CHECK(count(*db) == 1);
        CHECK(store.read_here(me, short_one, patience));
        // All readers at work: it does not wait for one.
        db->read(me, [&](read_tx&) {
            std::thread second([&] {
                db->read(me, [&](read_tx&) { CHECK_FALSE(store.read_here(me, short_one, patience)); });
            });
            second.join();
        });
    });
}

TEST_CASE("a write that takes too long fails alone, though stopping it undoes the whole batch", "[db]") {
    kit::for_each_place([](const kit::place& where) {
        auto db = open_at(where);
        door go, begun;
        std::vector<posted> all;
        std::vector<int> runs(10), other_ids(10);
        all.push_back(post(*db, [&](write_tx&) {
            begun.open();
            go.pass();
        }));
        begun.pass();
        std::vector<row_id> ids(10);
        for (std::size_t i = 0; i < 10; ++i)
            all.push_back(post(*db, [&, i](write_tx& tx) {
                ++runs[i];
                row_id id = tx.new_id();
                other_ids[i] += !ids[i].empty() && ids[i] != id;
                ids[i] = id;
                if (i == 5)
                    tx.execute(endless);
                else
                    put(tx, {"t" + std::to_string(i), static_cast<int>(i), {}, {}});
            }));
        go.open();
        all[0].get();
        for (std::size_t i = 0; i < 10; ++i) {
            if (i == 5)
                CHECK(fault_of([&] { all[i + 1].get(); }) == database_fault::deadline);
            else
                CHECK_NOTHROW(all[i + 1].get());
        }
        CHECK(count(*db) == 9);
        CHECK(other_ids == std::vector<int>(10));
        if (db->dialect() == dialect::sqlite) CHECK(runs == std::vector<int>{2, 2, 2, 2, 2, 2, 1, 1, 1, 1});
    });
}

TEST_CASE("two increments at once are both counted", "[db]") {
    kit::for_each_place([](const kit::place& where) {
        auto db = open_at(where);
        db->write(me, [](write_tx& tx) { put(tx, {"sum", 0, {}, {}}); });
        std::atomic<int> stored{0}, conflicts{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 10; ++i) {
                    try {
                        db->write(me, [](write_tx& tx) {
                            auto now = *tx.value<std::int64_t>("SELECT number FROM things_list WHERE name = 'sum'");
                            tx.execute("UPDATE things_list SET number = :n WHERE name = 'sum'", now + 1);
                        });
                        ++stored;
                    } catch (const database_error& e) {
                        if (e.fault() == database_fault::conflict) ++conflicts;
                    }
                }
            });
        for (auto& t : threads) t.join();
        CHECK(stored + conflicts == 40);
        CHECK(stored > 20);
        auto sum = db->read(
            me, [](read_tx& tx) { return *tx.value<std::int64_t>("SELECT number FROM things_list WHERE name = 'sum'"); });
        CHECK(sum == stored);
    });
}

TEST_CASE("the write-ahead log is small again when more was written than it may hold", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = open_at(where);
    std::string page(4000, 'x');
    for (int i = 0; i < 400; ++i)
        db->write(me, [&](write_tx& tx) {
            for (int j = 0; j < 20; ++j)
                put(tx, {"t" + std::to_string(i) + "." + std::to_string(j), 1, page + std::to_string(i * 100 + j), {}});
            if (i > 0) tx.execute("DELETE FROM things_list WHERE name LIKE :old", "t" + std::to_string(i - 1) + ".%");
        });
    // How far it grows meanwhile is the disk's affair; the next small writes find it short.
    const std::string log = where.url().substr(9) + "-wal";
    const auto is_small = [&] {
        db->write(me, [](write_tx& tx) { tx.execute("UPDATE things_list SET number = number + 1"); });
        return std::filesystem::file_size(log) <= 64u << 20;
    };
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    bool small = is_small();
    while (!small && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        small = is_small();
    }
    CHECK(small);
}

TEST_CASE("a database opened for reading only sees all and changes nothing", "[db]") {
    kit::for_each_place([](const kit::place& where) {
        auto db = open_at(where);
        db->write(me, [](write_tx& tx) { put(tx, {"a", 1, {}, {}}); });
        auto options = kit::options_for(where);
        options.read_only = true;
        auto second = database::open(options);
        CHECK(count(*second) == 1);
        CHECK(fault_of([&] { second->write(me, [](write_tx& tx) { put(tx, {"b", 1, {}, {}}); }); }) == database_fault::refused);
    });
}

TEST_CASE("a second process is refused with a sentence", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = open_at(where);
    CHECK_THROWS_WITH(database::open(kit::options_for(where)), Catch::Contains("another process is using"));
    db.reset();
    CHECK_NOTHROW(database::open(kit::options_for(where)));
}

TEST_CASE("a place that cannot hold a database is refused with a sentence", "[db]") {
    CHECK_THROWS_WITH(database::open({.url = "sqlite:///no/such/folder/clinic.db"}), Catch::Contains("does not exist"));
    CHECK_THROWS_WITH(database::open({.url = "clinic.db"}), Catch::Contains("must begin with"));
    CHECK_THROWS_WITH(database::open({.url = "postgresql:///nothing?host=/no/such/folder"}),
                      Catch::Contains("cannot be reached"));
}

TEST_CASE("what runs before a commit is part of it, once for a whole batch", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto options = kit::options_for(where);
    int seals = 0;
    bool fails = false;
    options.before_commit = [&](write_tx& tx) {
        ++seals;
        if (fails) throw std::runtime_error("no seal");
        tx.execute("UPDATE things_list SET number = number + 1000 WHERE number < 1000");
    };
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    db->write(me, [](write_tx& tx) { put(tx, {"a", 1, {}, {}}); });
    CHECK(seals == 1);
    CHECK_THROWS(db->write(me, [](write_tx&) { throw std::runtime_error("nothing to seal"); }));
    CHECK(seals == 1);
    fails = true;
    CHECK_THROWS_WITH(db->write(me, [](write_tx& tx) { put(tx, {"b", 2, {}, {}}); }), "no seal");
    auto sum = db->read(me, [](read_tx& tx) { return tx.value<std::int64_t>("SELECT sum(number) FROM things_list"); });
    CHECK(sum == 1001);
}

TEST_CASE("a conflict that the function itself finds is tried again on a fresh snapshot, a few times", "[db]") {
    kit::place where(kit::place::kind::postgresql);
    auto db = open_at(where);
    int runs = 0;
    db->write(me, [&](write_tx&) {
        if (++runs < 3) throw database_error(database_fault::conflict, "again");
    });
    CHECK(runs == 3);
    auto always = [&](write_tx&) {
        ++runs;
        throw database_error(database_fault::conflict, "again");
    };
    runs = 0;
    CHECK(fault_of([&] { db->write(me, always); }) == database_fault::conflict);
    CHECK(runs == 4);
}

TEST_CASE("a read that stays is ended by name, and the write-ahead log starts anew", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    options.longest_read = std::chrono::milliseconds(200);
    options.log_alarm = 1u << 20;
    std::mutex mutex;
    std::vector<storage_notice> told;
    options.notice = [&](const storage_notice& one) {
        std::lock_guard lock(mutex);
        told.push_back(one);
    };
    auto heard = [&](storage_notice::kind what) {
        std::lock_guard lock(mutex);
        return std::count_if(told.begin(), told.end(), [&](const auto& one) { return one.what == what; });
    };
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    const std::string page(4000, 'x');
    auto fill = [&](int i) {
        db->write(me, [&](write_tx& tx) {
            for (int j = 0; j < 100; ++j) put(tx, {"t" + std::to_string(i) + "." + std::to_string(j), 1, {}, {page}});
        });
    };
    int seen_before = -1;
    const auto fault = fault_of([&] {
        db->read(plugin("things"), [&](read_tx& tx) {
            seen_before = *tx.value<int>("SELECT count(*) FROM things_list");
            for (int i = 0; !heard(storage_notice::kind::reader_ended) || !heard(storage_notice::kind::log_is_long); ++i) {
                std::thread([&] { fill(i); }).join();
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
            tx.value<int>("SELECT count(*) FROM things_list");
        });
    });
    CHECK(fault == database_fault::deadline);
    CHECK(seen_before == 0);
    std::lock_guard lock(mutex);
    auto ended = std::find_if(told.begin(), told.end(), [](const auto& one) { return one.what == storage_notice::kind::reader_ended; });
    REQUIRE(ended != told.end());
    CHECK(ended->owner == "things");
    CHECK(ended->number >= 200);
}

TEST_CASE("the write-ahead log stays short while write follows write", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    const std::string page(4000, 'x');
    const std::string log = data::sqlite_path(options.url) + "-wal";
    std::uintmax_t longest = 0, written = 0;
    for (int i = 0; i < 400; ++i) {
        db->write(me, [&](write_tx& tx) {
            for (int j = 0; j < 100; ++j) put(tx, {"t" + std::to_string(i) + "." + std::to_string(j), 1, {}, {page}});
        });
        written += 100 * page.size();
        longest = std::max(longest, std::filesystem::file_size(log));
    }
    CHECK(written > 150u << 20);
    INFO("longest " << (longest >> 20) << " MB");
    CHECK(longest < 64u << 20);
}
