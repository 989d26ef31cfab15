#pragma once

#include "db/src/completion.hpp"
#include "db/src/migrations.hpp"
#include <lumbar/test/backends.hpp>

#include <condition_variable>
#include <mutex>
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

// A door that a write waits at, so that others queue up behind it.
class door {
public:
    void open() {
        std::lock_guard lock(mutex_);
        open_ = true;
        woken_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        woken_.wait(lock, [&] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable woken_;
    bool open_ = false;
};

// A write that has been posted. get() waits for it and throws what it threw.
struct posted {
    std::shared_ptr<data::completion> told = std::make_shared<data::completion>();
    void get() const { told->wait(); }
};

inline posted post(database& db, std::function<void(write_tx&)> run) {
    posted one;
    db.post_write(me, std::move(run), [told = one.told](std::exception_ptr error) { told->finish(std::move(error)); });
    return one;
}

inline std::int64_t count(database& db) {
    return db.read(me, [](read_tx& tx) { return *tx.value<std::int64_t>("SELECT count(*) FROM things_list"); });
}

}
