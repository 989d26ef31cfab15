#include "core/src/application/application.hpp"
#include "tests/core/plugins/bad_plugins.hpp"
#include "tests/core/plugins/growing.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

// Two servers on one PostgreSQL, each with a plugin folder of its own.
struct two_servers {
    growing here, there;
    std::unique_ptr<test_app> first;
    std::unique_ptr<application> second;

    void start() {
        auto options = here.options();
        options.on = kit::back_end::postgresql;
        first = std::make_unique<test_app>(std::initializer_list<std::string>{"grows"}, options);
        start_second();
    }

    void start_second() {
        second.reset();
        application_options same;
        same.database.url = first->database().options().url;
        same.plugin_folder = there.folder();
        same.plugins = same.trusted = {"grows"};
        same.background = false;
        second = std::make_unique<application>(std::move(same));
    }

    // "2.0.0 enabled" of the second server; empty while it knows no plugin.
    std::string at_second() const {
        const auto all = second->plugins().plugins();
        return all.empty() ? "" : all[0].version + " " + std::string(bind(all[0].state).text);
    }
    bool second_comes_to(std::string_view what) const {
        if (comes([&] { return at_second() == what; })) return true;
        UNSCOPED_INFO("the second server has " << at_second());
        return false;
    }
    bool second_answers(std::string_view path) const {
        auto found = second->routes().current()->match("GET", {"api", "v1", "grows", std::string(path)});
        return found.route != nullptr;
    }
    // A plugin's state is told a moment before its routes are in place.
    bool second_comes_to_answer(std::string_view path) const {
        return comes([&] { return second_answers(path); });
    }

private:
    template <typename Condition>
    static bool comes(Condition&& condition) {
        using clock = std::chrono::steady_clock;
        for (const auto end = clock::now() + 60s; clock::now() < end; std::this_thread::sleep_for(20ms))
            if (condition()) return true;
        return false;
    }
};

}

TEST_CASE("what one server upgrades, another with the package follows, without a look of its own", "[upgrade]") {
    two_servers both;
    both.here.put("grows_1");
    both.there.put("grows_1");
    both.start();
    switch_on(*both.first, "grows");
    CHECK(both.second_comes_to("1.0.0 enabled"));
    CHECK_FALSE(both.second_answers("marks"));
    both.here.put("grows_2");
    both.there.put("grows_2");
    look(*both.first);
    CHECK(upgrade(*both.first).status == 200);
    CHECK(both.second_comes_to("2.0.0 enabled"));
    CHECK(both.second_comes_to_answer("marks"));
    both.first->read([](read_tx& tx) {
        CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM grows_words WHERE word LIKE 'started 2%'") == 1);
    });
}

TEST_CASE("a server without the package of an upgrade has the plugin off, until the package comes", "[upgrade]") {
    two_servers both;
    both.here.put("grows_1");
    both.there.put("grows_1");
    both.start();
    switch_on(*both.first, "grows");
    CHECK(both.second_comes_to("1.0.0 enabled"));
    both.here.put("grows_2");
    look(*both.first);
    CHECK(upgrade(*both.first).status == 200);
    CHECK(both.second_comes_to("1.0.0 failed"));
    CHECK_FALSE(both.second_answers("words"));
    CHECK_THAT(both.second->plugins().plugins()[0].reason, Contains("is used with version 2.0.0"));
    CHECK(said_of(*both.first, "grows", "state") == "enabled");

    both.start_second();
    CHECK(both.at_second() == "1.0.0 failed");
    both.there.put("grows_2");
    CHECK(both.second_comes_to("2.0.0 enabled"));
    CHECK(both.second_comes_to_answer("marks"));
}

TEST_CASE("a plugin that one server has found and switched on, another finds in its own folder", "[upgrade]") {
    two_servers both;
    both.start();
    both.here.put("grows_1");
    both.there.put("grows_1");
    look(*both.first);
    CHECK(both.at_second().empty());
    switch_on(*both.first, "grows");
    CHECK(both.second_comes_to("1.0.0 enabled"));
    CHECK(both.second_comes_to_answer("words"));
}
