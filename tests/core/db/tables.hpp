#pragma once

#include "db/src/migrations.hpp"
#include "tests/kit/backends.hpp"

#include <optional>
#include <string>

// A table to try the data layer on, and who tries.
namespace lumbar::db_test {

struct thing {
    std::string name;
    std::int64_t number = 0;
    std::optional<std::string> word;
    std::vector<std::string> list;
};
BOOST_DESCRIBE_STRUCT(thing, (), (name, number, word, list))

inline const caller me{{.kind = actor_kind::system, .name = "test"}};

inline caller plugin(const std::string& id) {
    caller who = me;
    who.owner = id;
    return who;
}

inline const data::migration_set things{
    "things",
    {{"0001_things.sql",
      "CREATE TABLE things_list (name TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL CHECK (number <> -13), word TEXT, list "
      "TEXT NOT NULL);"
      "CREATE UNIQUE INDEX things_by_word ON things_list (word);"
      "CREATE TABLE things_parts (id BIGINT NOT NULL PRIMARY KEY, thing TEXT NOT NULL REFERENCES things_list (name));"}}};

inline void make_things(database& db) { data::migrate(db, {things}); }

inline void put(write_tx& tx, const thing& t) {
    tx.execute("INSERT INTO things_list (name, number, word, list) VALUES (:name, :number, :word, :list)", t.name, t.number,
               t.word, t.list);
}

inline std::int64_t count(database& db) {
    return db.read(me, [](read_tx& tx) { return *tx.value<std::int64_t>("SELECT count(*) FROM things_list"); });
}

}
