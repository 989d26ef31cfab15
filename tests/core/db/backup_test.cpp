#include "db/src/backup.hpp"
#include "db/src/restore.hpp"
#include "db/src/storage_check.hpp"
#include "tests/core/db/tables.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace lumbar;
using namespace lumbar::db_test;

namespace {

std::unique_ptr<database> open_at(const kit::place& where) {
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    return database::open(options);
}

kit::place::kind kind_of(const kit::place& where) {
    return where.url().starts_with("sqlite") ? kit::place::kind::sqlite : kit::place::kind::postgresql;
}

}

TEST_CASE("a backup made while others write holds one moment, and comes back", "[db]") {
    kit::for_each_place([](const kit::place& where) {
        std::string file = where.folder() + "/clinic.backup";
        {
            auto db = open_at(where);
            data::migrate(*db, {data::core_migrations(), things});
            for (int i = 0; i < 100; ++i)
                db->write(me, [&](write_tx& tx) { put(tx, {"before " + std::to_string(i), i + 100, {}, {}}); });
            std::atomic<bool> enough{false};
            std::thread writer([&] {
                // Always two at once: a backup with one of them would be a torn one.
                for (int i = 0; !enough; ++i)
                    db->write(me, [&](write_tx& tx) {
                        put(tx, {"left " + std::to_string(i), 1, {}, {}});
                        put(tx, {"right " + std::to_string(i), 1, {}, {}});
                    });
            });
            db->backup(file);
            enough = true;
            writer.join();
            CHECK_THROWS_WITH(db->backup(file), Catch::Contains("exists already"));
            CHECK_THROWS_WITH(data::restore(where.url(), file),
                              Catch::Contains(kind_of(where) == kit::place::kind::sqlite ? "another process" : "tables already"));
        }
        kit::place fresh(kind_of(where));
        data::restore(fresh.url(), file);
        CHECK(data::check_storage(fresh.url()).empty());
        auto db = open_at(fresh);
        CHECK(data::migrate(*db, {data::core_migrations(), things}).empty());
        CHECK(count(*db) >= 100);
        CHECK(count(*db) % 2 == 0);
        CHECK_NOTHROW(db->write(me, [](write_tx& tx) { put(tx, {"after", 1, {}, {}}); }));
    });
}

TEST_CASE("a restore over a database, from nothing, or from damage is refused", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    std::string file = where.folder() + "/clinic.backup";
    {
        auto db = open_at(where);
        data::migrate(*db, {data::core_migrations(), things});
        for (int i = 0; i < 500; ++i) db->write(me, [&](write_tx& tx) { put(tx, {"t" + std::to_string(i), i + 100, {}, {}}); });
        db->backup(file);
    }
    CHECK_THROWS_WITH(data::restore(where.url(), file), Catch::Contains("already"));
    CHECK_THROWS_WITH(data::restore(where.url() + "2", file + "x"), Catch::Contains("no backup file"));
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(20000) << std::string(30000, 'x');
    CHECK_THROWS(data::restore(where.url() + "2", file));
    CHECK_FALSE(std::filesystem::exists(where.folder() + "/clinic.db2"));
    std::ofstream(where.folder() + "/words") << "these are words, not a database";
    CHECK_THROWS(data::restore(where.url() + "2", where.folder() + "/words"));
}

TEST_CASE("a backup can be read by its owner alone", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = open_at(where);
    data::migrate(*db, {data::core_migrations()});
    db->backup(where.folder() + "/b");
    for (const char* name : {"/b", "/clinic.db", "/clinic.db-wal"}) {
        INFO(name);
        auto rights = std::filesystem::status(where.folder() + name).permissions();
        CHECK((rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
              std::filesystem::perms::none);
    }
}
