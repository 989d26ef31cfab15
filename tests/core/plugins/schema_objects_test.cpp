#include "tests/core/plugins/stored.hpp"

#include <lumbar/database_error.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;
using Catch::Matchers::StartsWith;

TEST_CASE("numbers and nothing in a row are exported exactly", "[schema]") {
    on_both({}, [](test_app& app) {
        sql(app, "CREATE TABLE odd_values (a BIGINT, b DOUBLE PRECISION, c DOUBLE PRECISION, d TEXT, \"E f\" TEXT)");
        sql(app, "INSERT INTO odd_values VALUES (9223372036854775807, 0.1, 1e300, NULL, '')");
        std::vector<std::string> rows;
        app.read([&](read_tx& tx) {
            const auto tables = data::objects_beginning(tx, "odd_values");
            REQUIRE(tables.size() == 1);
            data::each_row(tx, tables.front(), [&](std::string_view row) { rows.emplace_back(row); });
        });
        REQUIRE(rows.size() == 1);
        CHECK_THAT(rows[0], StartsWith(R"({"a":9223372036854775807,"b":0.1,"c":1e+300,"d":null,"E f":""})"));
    });
}

TEST_CASE("tables that refer to each other go together, with what was made beside them", "[schema]") {
    on_both({}, [](test_app& app) {
        const bool sqlite = app.database().dialect() == dialect::sqlite;
        sql(app, "CREATE TABLE ring_a (id TEXT PRIMARY KEY, b TEXT)");
        sql(app, "CREATE TABLE ring_b (id TEXT PRIMARY KEY, a TEXT REFERENCES ring_a (id))");
        sql(app, "INSERT INTO ring_a VALUES ('1', '2')");
        sql(app, "INSERT INTO ring_b VALUES ('2', '1')");
        sql(app, "CREATE VIEW ring_view AS SELECT a.id FROM ring_a a JOIN ring_b b ON b.a = a.id");
        if (!sqlite) {
            sql(app, "ALTER TABLE ring_a ADD FOREIGN KEY (b) REFERENCES ring_b (id)");
            sql(app, "CREATE FUNCTION ring_refuse(TEXT) RETURNS TEXT LANGUAGE sql AS 'SELECT $1'");
            sql(app, "CREATE SEQUENCE ring_numbers");
        }
        CHECK(objects_of(app, "ring_").size() == (sqlite ? 3u : 5u));
        data::change_schema(app.database(), kit::core_caller(),
                            [](write_tx& tx) { data::drop_objects(tx, data::objects_beginning(tx, "ring_")); });
        CHECK(objects_of(app, "ring_").empty());
        // Foreign keys count again.
        CHECK_THROWS_AS(app.write([](write_tx& tx) {
            tx.execute("INSERT INTO client_keys (kind, key, client) VALUES ('word', 'x', 'nobody')");
        }),
                        database_error);
    });
}

TEST_CASE("what fails on the way through a purge changes nothing", "[schema]") {
    on_both({}, [](test_app& app) {
        sql(app, "CREATE TABLE half_a (id TEXT)");
        CHECK_THROWS_AS(data::change_schema(app.database(), kit::core_caller(),
                                            [](write_tx& tx) {
                                                tx.execute("DELETE FROM role_permissions");
                                                data::drop_objects(tx, data::objects_beginning(tx, "half_"));
                                                throw std::runtime_error("the power went");
                                            }),
                        std::runtime_error);
        CHECK(objects_of(app, "half_").size() == 1);
        CHECK(number(app, "SELECT COUNT(*) FROM role_permissions") > 0);
    });
}
