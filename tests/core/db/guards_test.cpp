#include "tests/core/db/tables.hpp"

#include <lumbar/database_error.hpp>

#include <catch2/catch.hpp>
#include <soci/soci.h>

// SQLite asks whose statement it is. PostgreSQL has no such guard; the same code is tested on both.
using namespace lumbar;
using namespace lumbar::db_test;

namespace {

struct sqlite_only {
    kit::place where{kit::place::kind::sqlite};
    std::unique_ptr<database> db = database::open(kit::options_for(where));
    sqlite_only() { data::migrate(*db, {data::core_migrations(), things}); }

    void refuses(const caller& who, const std::function<void(write_tx&)>& run) {
        CHECK_THROWS_AS(db->write(who, run), std::exception);
        CHECK_NOTHROW(db->write(plugin("things"), [](write_tx& tx) { tx.execute("DELETE FROM things_list"); }));
    }
};

}

TEST_CASE("a plugin writes its own tables and reads all", "[db]") {
    sqlite_only s;
    s.db->write(plugin("things"), [](write_tx& tx) {
        put(tx, {"mine", 1, {}, {}});
        CHECK(tx.value<int>("SELECT count(*) FROM clients") == 0);
        CHECK(tx.value<std::string>("SELECT value FROM json_each(:list) ORDER BY key DESC", R"(["a","b"])") == "b");
    });
    auto words = [](read_tx& tx) { return tx.rows<std::string>("SELECT value FROM json_each(:list)", R"(["a"])"); };
    CHECK(s.db->read(plugin("things"), words).size() == 1);
    CHECK(count(*s.db) == 1);
}

TEST_CASE("a plugin cannot write a table that is not its own", "[db]") {
    sqlite_only s;
    s.refuses(plugin("other"), [](write_tx& tx) { put(tx, {"foreign", 1, {}, {}}); });
    s.refuses(plugin("thing"), [](write_tx& tx) { put(tx, {"foreign", 1, {}, {}}); });
    s.refuses(plugin("things"), [](write_tx& tx) { tx.execute("DELETE FROM audit"); });
    s.refuses(plugin("things"), [](write_tx& tx) { tx.sql() << "UPDATE counters SET value = 0"; });
    s.refuses(plugin("things"), [](write_tx& tx) { tx.execute("DELETE FROM migrations"); });
    // A statement that core has prepared is not the plugin's to use.
    s.db->write(me, [](write_tx& tx) { tx.execute("DELETE FROM audit"); });
    s.refuses(plugin("things"), [](write_tx& tx) { tx.execute("DELETE FROM audit"); });
    CHECK(count(*s.db) == 0);
}

TEST_CASE("nobody ends a transaction, changes settings or the schema from inside a handler", "[db]") {
    sqlite_only s;
    for (const caller& who : {me, plugin("things")}) {
        s.refuses(who, [](write_tx& tx) { tx.execute("COMMIT"); });
        s.refuses(who, [](write_tx& tx) { tx.sql() << "ROLLBACK"; });
        s.refuses(who, [](write_tx& tx) { tx.sql() << "PRAGMA synchronous = OFF"; });
        s.refuses(who, [](write_tx& tx) { tx.execute("ATTACH 'x.db' AS x"); });
        s.refuses(who, [](write_tx& tx) { tx.execute("CREATE TABLE things_more (id TEXT)"); });
        s.refuses(who, [](write_tx& tx) { tx.execute("DROP TABLE things_list"); });
        s.refuses(who, [](write_tx& tx) { tx.execute("SAVEPOINT mine"); });
    }
}

TEST_CASE("a plugin's migrations make only its own tables", "[db]") {
    sqlite_only s;
    auto set = [](const char* sql) { return std::vector<data::migration_set>{{"forms", {{"0001_forms.sql", sql}}}}; };
    auto refuses = [&](const char* sql, const std::string& words) {
        CHECK_THROWS_WITH(data::migrate(*s.db, set(sql)), Catch::Contains(words));
    };
    refuses("CREATE TABLE other_list (id TEXT)", "it may not make or take away other_list");
    refuses("ALTER TABLE clients ADD COLUMN shoe TEXT", "it may not alter the table clients");
    refuses("DELETE FROM audit", "it may not change the table audit");
    refuses("CREATE TABLE forms_a (id TEXT); COMMIT; CREATE TABLE forms_b (id TEXT)", "it may not begin or end a transaction");
    refuses("CREATE TRIGGER clients_no AFTER INSERT ON clients BEGIN SELECT 1; END", "it may not alter the table clients");
    refuses("PRAGMA synchronous = OFF", "it may not use PRAGMA synchronous");
    refuses("ATTACH 'x.db' AS x", "it may not attach a database");
    CHECK_NOTHROW(data::migrate(*s.db, set(R"(
        CREATE TABLE forms_list (id TEXT NOT NULL PRIMARY KEY, client TEXT REFERENCES clients (id), UNIQUE (client));
        CREATE INDEX forms_by_client ON forms_list (client);
        ALTER TABLE forms_list ADD COLUMN title TEXT;
        CREATE TRIGGER forms_stay BEFORE DELETE ON forms_list BEGIN SELECT RAISE(ABORT, 'a form stays'); END;
        INSERT INTO forms_list (id) VALUES ('a');
        UPDATE forms_list SET title = 'x; y';)")));
    try {
        s.db->write(plugin("forms"), [](write_tx& tx) { tx.execute("DELETE FROM forms_list"); });
        FAIL("a row was deleted in spite of its trigger");
    } catch (const database_error& e) {
        CHECK(e.fault() == database_fault::constraint);
    }
}
