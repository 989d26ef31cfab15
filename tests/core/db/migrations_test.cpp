#include "db/src/sql_scan.hpp"
#include "tests/core/db/tables.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;
using namespace lumbar::db_test;

namespace {

std::vector<std::string> names(database& db) {
    return db.read(
        me, [](read_tx& tx) { return tx.rows<std::string>("SELECT name FROM migrations WHERE owner = 'forms' ORDER BY name"); });
}

data::migration_set forms(std::vector<data::migration_file> files) { return {"forms", std::move(files)}; }

const data::migration_file first{"0001_forms.sql", "CREATE TABLE forms_list (id TEXT NOT NULL PRIMARY KEY);"};
const data::migration_file second{"0002_titles.sql", "-- a title; or two\nALTER TABLE forms_list ADD COLUMN title TEXT; "};

}

TEST_CASE("migrations run once, in order, and are remembered", "[db]") {
    kit::for_each_backend([](database& db) {
        CHECK(data::migrate(db, {forms({first})}) == std::vector<std::string>{"forms/0001_forms.sql"});
        CHECK(data::pending_migrations(db, {forms({second, first})}) == std::vector<std::string>{"forms/0002_titles.sql"});
        CHECK(data::migrate(db, {forms({second, first})}) == std::vector<std::string>{"forms/0002_titles.sql"});
        CHECK(data::migrate(db, {forms({first, second})}).empty());
        CHECK(names(db) == std::vector<std::string>{"0001_forms.sql", "0002_titles.sql"});
    });
}

TEST_CASE("a number's back-end file runs after it, on that back end alone", "[db]") {
    kit::for_each_backend([](database& db) {
        auto set = forms({{"0001_forms.sqlite.sql", "INSERT INTO forms_list (id) VALUES ('sqlite')"},
                          {"0001_forms.postgresql.sql", "INSERT INTO forms_list (id) VALUES ('postgresql')"},
                          first});
        data::migrate(db, {set});
        auto ids = db.read(me, [](read_tx& tx) { return tx.rows<std::string>("SELECT id FROM forms_list"); });
        CHECK(ids == std::vector<std::string>{db.dialect() == dialect::sqlite ? "sqlite" : "postgresql"});
        CHECK(data::migrate(db, {set}).empty());
    });
}

TEST_CASE("what is missing and a write are stored together, or nothing of them", "[db]") {
    kit::for_each_backend([](database& db) {
        data::migrate(db, {forms({first})});
        const data::migration_file third{"0003_broken.sql", "CREATE TABLE forms_more (id TEXT);\nINSERT INTO forms_none VALUES (1)"};
        auto title = [](write_tx& tx) { tx.execute("INSERT INTO forms_list (id, title) VALUES (:id, 'A title')", tx.new_id()); };
        auto throws = [&](write_tx& tx) {
            title(tx);
            throw std::runtime_error("no start");
        };
        CHECK_THROWS_WITH(data::migrate_and_write(db, forms({first, second, third}), me, title), Catch::Contains("0003_broken.sql"));
        CHECK_THROWS_WITH(data::migrate_and_write(db, forms({first, second}), me, throws), "no start");
        CHECK(names(db) == std::vector<std::string>{"0001_forms.sql"});
        CHECK_THROWS(db.read(me, [](read_tx& tx) { tx.rows<std::string>("SELECT title FROM forms_list"); }));
        CHECK_THROWS(db.read(me, [](read_tx& tx) { tx.rows<std::string>("SELECT id FROM forms_more"); }));

        data::migrate_and_write(db, forms({first, second}), me, title);
        CHECK(names(db) == std::vector<std::string>{"0001_forms.sql", "0002_titles.sql"});
        auto titles = db.read(me, [](read_tx& tx) { return tx.rows<std::string>("SELECT title FROM forms_list"); });
        CHECK(titles == std::vector<std::string>{"A title"});
        CHECK_THROWS_WITH(data::migrate_and_write(db, forms({first}), me, title), Catch::Contains("newer than this program"));
    });
}

TEST_CASE("a history that does not fit the files refuses with a sentence", "[db]") {
    kit::for_each_backend([](database& db) {
        data::migrate(db, {forms({first, second})});
        auto changed = first;
        changed.sql += " ";
        CHECK_THROWS_WITH(data::migrate(db, {forms({changed, second})}), Catch::Contains("0001_forms.sql was changed"));
        CHECK_THROWS_WITH(data::migrate(db, {forms({first})}), Catch::Contains("newer than this program"));
        CHECK_THROWS_WITH(data::migrate(db, {forms({second})}), Catch::Contains("number 1 is missing"));
        CHECK_THROWS_WITH(data::migrate(db, {forms({first, {"0002_other.sql", "SELECT 1"}})}),
                          Catch::Contains("0002_titles.sql was applied but its file is missing"));
        CHECK_THROWS_WITH(data::migrate(db, {forms({first, second, {"0002_also.sql", ""}})}),
                          Catch::Contains("two migrations have the number 2"));
        CHECK_THROWS_WITH(data::migrate(db, {forms({{"forms.sql", ""}})}), Catch::Contains("NNNN_words.sql"));
    });
}

TEST_CASE("a migration that fails changes nothing", "[db]") {
    kit::for_each_backend([](database& db) {
        auto broken =
            forms({first, {"0002_broken.sql", "INSERT INTO forms_list (id) VALUES ('a'); INSERT INTO nowhere VALUES (1);"}});
        CHECK_THROWS_WITH(data::migrate(db, {broken}), Catch::Contains("0002_broken.sql failed and changed nothing"));
        CHECK(names(db) == std::vector<std::string>{"0001_forms.sql"});
        CHECK(db.read(me, [](read_tx& tx) { return tx.value<int>("SELECT count(*) FROM forms_list"); }) == 0);
        CHECK_NOTHROW(data::migrate(db, {forms({first, second})}));
    });
}

TEST_CASE("kept statements go on after a migration beside them", "[db]") {
    kit::for_each_backend([](database& db) {
        data::migrate(db, {forms({first})});
        auto count = [&] {
            return db.read(me, [](read_tx& tx) { return tx.rows<std::string>("SELECT id FROM forms_list").size(); });
        };
        CHECK(count() == 0);
        data::migrate(db, {forms({first, second})});
        db.write(me, [](write_tx& tx) { tx.execute("INSERT INTO forms_list (id, title) VALUES ('a', 't')"); });
        CHECK(count() == 1);
    });
}

TEST_CASE("a script is split where its statements end and nowhere else", "[db]") {
    auto split = data::split_statements;
    using list = std::vector<std::string_view>;
    CHECK(split("") == list{});
    CHECK(split(" -- nothing; here\n /* nor; here */ ;;") == list{});
    CHECK(split("SELECT 1; SELECT 2") == list{"SELECT 1", "SELECT 2"});
    CHECK(split("SELECT 'a;''b', \"c;d\"; SELECT 2;") == list{"SELECT 'a;''b', \"c;d\"", "SELECT 2"});
    CHECK(split("SELECT 1 -- one; two\n; SELECT 2") == list{"SELECT 1 -- one; two\n", "SELECT 2"});
    CHECK(split("SELECT E'it\\';s'; SELECT 2") == list{"SELECT E'it\\';s'", "SELECT 2"});
    CHECK(split("CREATE FUNCTION f() RETURNS int AS $$ BEGIN; END; $$ LANGUAGE sql; SELECT 2").size() == 2);
    CHECK(split("SELECT $tag$ ; $$ ; $tag$; SELECT $1").size() == 2);
    CHECK(split("CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; SELECT 1; END; SELECT 2")
              .size() == 2);
    CHECK(split("CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f(); SELECT 2").size() == 2);
    CHECK(split("SELECT CASE WHEN a THEN 1 END AS x; SELECT 2").size() == 2);
}
