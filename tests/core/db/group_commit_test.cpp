#include "db/src/counters.hpp"
#include "tests/core/db/tables.hpp"

#include <lumbar/database_error.hpp>

#include <catch2/catch.hpp>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

using namespace lumbar;
using namespace lumbar::db_test;

namespace {

std::atomic<int> syncs{0};

}

// In place of the C library's for this whole program, SQLite included.
extern "C" [[gnu::visibility("default")]] int fdatasync(int file) {
    ++syncs;
    return static_cast<int>(syscall(SYS_fdatasync, file));
}

extern "C" [[gnu::visibility("default")]] int fsync(int file) {
    ++syncs;
    return static_cast<int>(syscall(SYS_fsync, file));
}

namespace {

std::unique_ptr<database> open_at(const kit::place& where, std::size_t queue = 1024) {
    auto options = kit::options_for(where);
    options.run_writes_twice = false;
    options.queue = queue;
    auto db = database::open(options);
    data::migrate(*db, {data::core_migrations(), things});
    return db;
}

posted post_as(database& db, const caller& who, std::function<void(write_tx&)> run) {
    posted one;
    db.post_write(who, std::move(run), [told = one.told](std::exception_ptr error) { told->finish(std::move(error)); });
    return one;
}

// Keeps the writer busy until let_go(), so that what is posted meanwhile waits.
class held_writer {
public:
    explicit held_writer(database& db)
        : first_(post(db, [this](write_tx&) {
              begun_.open();
              go_.pass();
          })) {
        begun_.pass();
    }
    void let_go() {
        go_.open();
        first_.get();
    }

private:
    door begun_, go_;
    posted first_;
};

// Writers that send the next write as soon as one is stored.
struct closed_loop {
    database& db;
    std::atomic<int> to_send;
    std::atomic<int> to_hear;
    data::completion all;

    closed_loop(database& d, int writes) : db(d), to_send(writes), to_hear(writes) {}

    void send() {
        const int number = --to_send;
        if (number < 0) return;
        db.post_write(
            me, [number](write_tx& tx) { put(tx, {"t" + std::to_string(number), number, {}, {}}); },
            [this](std::exception_ptr error) {
                if (!error) send();
                if (--to_hear == 0 || error) all.finish(std::move(error));
            });
    }
};

}

TEST_CASE("64 writers share their syncs: at most 40 for 1,000 durable writes", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = open_at(where);
    held_writer held(*db);
    closed_loop loop(*db, 1000);
    for (int i = 0; i < 64; ++i) loop.send();
    const int syncs_before = syncs;
    const auto commits_before = data::counted().commits.load(), writes_before = data::counted().writes.load();
    held.let_go();
    loop.all.wait();
    CHECK(count(*db) == 1000);
    CHECK(syncs - syncs_before <= 40);
    CHECK(syncs - syncs_before > 0);
    CHECK(data::counted().commits - commits_before <= 40);
    CHECK(data::counted().writes - writes_before >= 1000);
}

TEST_CASE("a flood of one plugin's writes leaves room for the others, and they take turns", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = open_at(where, 20);
    std::vector<std::string> order;
    held_writer held(*db);
    std::vector<posted> flood, desk;
    for (int i = 0; i < 30; ++i) flood.push_back(post_as(*db, plugin("flood"), [&](write_tx&) { order.push_back("flood"); }));
    for (int i = 0; i < 3; ++i) desk.push_back(post(*db, [&](write_tx&) { order.push_back("desk"); }));
    held.let_go();
    for (auto& one : desk) CHECK_NOTHROW(one.get());
    int refused = 0;
    for (auto& one : flood) {
        try {
            one.get();
        } catch (const database_error& e) {
            CHECK(e.fault() == database_fault::busy);
            ++refused;
        }
    }
    CHECK(refused == 20);
    CHECK(order.size() == 13);
    CHECK(std::vector(order.begin(), order.begin() + 6) ==
          std::vector<std::string>{"flood", "desk", "flood", "desk", "flood", "desk"});
}

TEST_CASE("writes behind slow ones are all stored, in their order, though not in one batch", "[db]") {
    kit::place where(kit::place::kind::sqlite);
    auto db = open_at(where);
    std::vector<int> order;
    held_writer held(*db);
    const auto commits_before = data::counted().commits.load(), slow_before = data::counted().slow_writes.load();
    std::vector<posted> all;
    for (int i = 0; i < 6; ++i)
        all.push_back(post(*db, [&, i](write_tx& tx) {
            order.push_back(i);
            put(tx, {"t" + std::to_string(i), i, {}, {}});
            usleep(60'000); // longer than a batch may take
        }));
    held.let_go();
    for (auto& one : all) CHECK_NOTHROW(one.get());
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5});
    CHECK(count(*db) == 6);
    CHECK(data::counted().commits - commits_before == 7);
    CHECK(data::counted().slow_writes - slow_before >= 6);
}
