#include "db/src/context.hpp"
#include "tests/core/db/tables.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace lumbar::db_test;

TEST_CASE("a 64-bit number comes back whole", "[db]") {
    kit::for_each_backend([](database& db) {
        make_things(db);
        db.write(me, [](write_tx& tx) { put(tx, thing{"big", 1780000000000, {}, {}}); });
        db.write(me, [](write_tx& tx) { put(tx, thing{"least", std::numeric_limits<std::int64_t>::min(), {}, {}}); });
        auto read = [&](const char* name) {
            return db.read(me, [&](read_tx& tx) { return tx.value<std::int64_t>("SELECT number FROM things_list WHERE name = :n", name); });
        };
        CHECK(read("big") == 1780000000000);
        CHECK(read("least") == std::numeric_limits<std::int64_t>::min());
        CHECK(read("none") == std::nullopt);
    });
}
