#include "core/src/http/idempotency.hpp"
#include "tests/core/kernel/kernel_under_test.hpp"
#include <lumbar/test/backends.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <thread>

using namespace lumbar;
using bench::kernel_under_test;

namespace {

bench::asked keyed(const std::string& name, const std::string& key) {
    return {R"({"name":")" + name + R"(","grade":1})", {{"idempotency-key", key}}};
}

}

TEST_CASE("the same key gives the stored answer and does the work once", "[idempotency]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        auto first = kernel.post(who, "/things", keyed("ball", "k1"));
        auto again = kernel.post(who, "/things", keyed("ball", "k1"));
        CHECK(first.status == 201);
        CHECK(first.header("Idempotent-Replay").empty());
        CHECK(again.status == 201);
        CHECK(again.body == first.body);
        CHECK(again.header("ETag") == first.header("ETag"));
        CHECK(again.header("Idempotent-Replay") == "true");
        CHECK(kernel.things() == 1);
        CHECK(kernel.audited("thing.add") == 1);
    });
}

TEST_CASE("a key that was used for something else is refused", "[idempotency]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        CHECK(kernel.post(who, "/things", keyed("ball", "k1")).status == 201);
        auto other = kernel.post(who, "/things", keyed("box", "k1"));
        CHECK(other.status == 422);
        CHECK(other.code() == "key_reused");
        CHECK(kernel.post(kernel.therapist(), "/things", keyed("box", "k1")).status == 201);
        CHECK(kernel.things() == 2);
        CHECK(kernel.post(who, "/things", keyed("bag", "k 2")).status == 400);
        CHECK(kernel.post(who, "/things", keyed("bag", std::string(201, 'k'))).status == 400);
    });
}

TEST_CASE("a refused request does not use up its key", "[idempotency]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        kernel.post(who, "/things", keyed("ball", "k1"));
        CHECK(kernel.post(who, "/things", keyed("ball", "k2")).status == 409);
        db.write({}, [](write_tx& tx) { tx.execute("DELETE FROM bench_things"); });
        CHECK(kernel.post(who, "/things", keyed("ball", "k2")).status == 201);
    });
}

TEST_CASE("many requests with one key at once do the work once and get one answer", "[idempotency]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        std::vector<bench::answer> answers(8);
        std::vector<std::thread> desks;
        for (auto& answer : answers) desks.emplace_back([&] { answer = kernel.post(who, "/things", keyed("ball", "k1")); });
        for (auto& desk : desks) desk.join();
        std::set<std::string> bodies;
        int done = 0, replayed = 0;
        for (const auto& answer : answers) {
            INFO(answer.status << ' ' << answer.body);
            if (answer.status != 201) {
                // PostgreSQL may give up after its retries; nothing is stored then and the key is still good.
                CHECK(answer.status == 503);
                continue;
            }
            ++done;
            replayed += answer.header("Idempotent-Replay") == "true";
            bodies.insert(answer.body);
        }
        CHECK(bodies.size() == 1);
        CHECK(replayed == done - 1);
        CHECK(kernel.things() == 1);
        CHECK(kernel.audited("thing.add") == 1);
        CHECK(kernel.post(who, "/things", keyed("ball", "k1")).header("Idempotent-Replay") == "true");
    });
}

TEST_CASE("the table says nothing about key or answer", "[idempotency]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        kernel.post(kernel.therapist(), "/things", keyed("a-secret-name", "a-secret-key"));
        auto texts = db.read({}, [](read_tx& tx) { return tx.rows<std::string>("SELECT key || headers || body FROM idempotency"); });
        REQUIRE(texts.size() == 1);
        CHECK(texts[0].find("secret") == std::string::npos);
    });
}

TEST_CASE("a day later a key is new, and old answers are gone", "[idempotency]") {
    kit::for_each_place([](const kit::place& here) {
        auto options = kit::options_for(here);
        auto clock = std::make_shared<std::atomic<std::int64_t>>(1'800'000'000'000);
        options.clock = [clock] { return utc_ms{*clock}; };
        auto db = database::open(options);
        kernel_under_test kernel(*db);
        auto who = kernel.therapist();
        CHECK(kernel.post(who, "/things", keyed("ball", "k1")).status == 201);
        db->write({}, [&](write_tx& tx) {
            tx.execute("DELETE FROM bench_things");
            tx.execute("UPDATE idempotency SET created_at = created_at - 86400001");
        });
        CHECK(kernel.post(who, "/things", keyed("ball", "k1")).header("Idempotent-Replay").empty());
        CHECK(kernel.things() == 1);
        db->write({}, [&](write_tx& tx) {
            tx.execute("UPDATE idempotency SET created_at = created_at - 86400001");
            http::forget_old_answers(tx);
        });
        CHECK(db->read({}, [](read_tx& tx) { return *tx.value<std::int64_t>("SELECT count(*) FROM idempotency"); }) == 0);
    });
}
