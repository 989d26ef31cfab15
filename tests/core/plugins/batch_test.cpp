#include "db/src/back_end.hpp"
#include "tests/core/plugins/bad_plugins.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

// The thread that writes on SQLite waits in it from begin() to open(), so that what is asked meanwhile becomes one batch.
class held_writer {
public:
    explicit held_writer(database& db) : held_(std::async(std::launch::async, [this, &db] { hold(db); })) { begun_.get_future().wait(); }
    void open() {
        go_.set_value();
        held_.get();
    }

private:
    void hold(database& db) {
        db.write({}, [this](write_tx&) {
            begun_.set_value();
            go_.get_future().wait();
        });
    }

    std::promise<void> begun_, go_;
    std::future<void> held_;
};

bool are_waiting(database& db, std::size_t writes) {
    auto& store = dynamic_cast<data::back_end&>(db);
    const auto since = std::chrono::steady_clock::now();
    while (store.state().writes_waiting < writes && std::chrono::steady_clock::now() - since < 60s)
        std::this_thread::sleep_for(1ms);
    return store.state().writes_waiting == writes;
}

}

TEST_CASE("of 32 writes in one batch the one that throws is refused, and 31 are stored with their audit rows", "[bad_plugins]") {
    auto options = bad_plugins();
    options.run_writes_twice = false;
    on_both({"clumsy", "good_neighbour"}, [](test_app& app) {
        switch_on(app, "clumsy");
        switch_on(app, "good_neighbour");
        auto& admin = app.as("admin");
        std::vector<std::future<kit::answer>> asked;
        auto ask = [&](int i) {
            return std::async(std::launch::async, [i, mine = admin]() mutable {
                return i == 13 ? mine.post("/clumsy/things") : mine.post("/good_neighbour/words", R"({"word":"of the batch"})");
            });
        };
        if (app.database().dialect() == dialect::sqlite) {
            held_writer writer(app.database());
            for (int i = 0; i < 32; ++i) asked.push_back(ask(i));
            CHECK(are_waiting(app.database(), 32));
            writer.open();
        } else {
            for (int i = 0; i < 32; ++i) asked.push_back(ask(i));
        }
        std::size_t stored = 0, refused = 0;
        for (auto& one : asked) {
            const int status = one.get().status;
            stored += status == 204;
            refused += status == 500;
        }
        CHECK(stored == 31);
        CHECK(refused == 1);
        app.restart();
        app.read([](read_tx& tx) {
            CHECK(tx.value<int>("SELECT COUNT(*) FROM good_neighbour_words WHERE word = 'of the batch'") == 31);
            CHECK(tx.value<int>("SELECT COUNT(*) FROM audit WHERE action = 'word.add' AND outcome = 'done'") == 31);
            CHECK(tx.value<int>("SELECT COUNT(*) FROM clumsy_rows") == 0);
        });
    }, options);
}
