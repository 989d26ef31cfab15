#include "tests/core/plugins/bad_plugins.hpp"

#include "core/src/application/application.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;

namespace {

bool comes_to(application& server, plugins::plugin_state state) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    for (; std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(50ms))
        if (server.plugins().plugins().at(0).state == state) return true;
    return false;
}

bool answers(application& server) {
    auto found = server.routes().current()->match("GET", {"api", "v1", "good_neighbour", "words"});
    return found.route != nullptr && !found.plugin_off;
}

std::unique_ptr<application> beside(test_app& first) {
    application_options same;
    same.database.url = first.database().options().url;
    same.plugin_folder = LUMBAR_BAD_PLUGINS;
    same.plugins = same.trusted = {"good_neighbour"};
    same.background = false;
    return std::make_unique<application>(std::move(same));
}

std::int64_t words_seen_by(application& server) {
    caller core;
    core.who.kind = actor_kind::system;
    return server.database().read(
        core, [](read_tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM good_neighbour_words").value(); });
}

}

TEST_CASE("what one server switches, the others on the same PostgreSQL follow", "[plugins]") {
    auto options = bad_plugins();
    options.on = kit::back_end::postgresql;
    test_app first({"good_neighbour"}, options);
    auto beside_it = beside(first);
    application& second = *beside_it;
    CHECK_FALSE(answers(second));

    switch_on(first, "good_neighbour");
    CHECK(comes_to(second, plugins::plugin_state::enabled));
    CHECK(answers(second));
    first.read([](read_tx& tx) { CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM good_neighbour_words") == 1); });

    second.plugins().disable("good_neighbour", actor{});
    CHECK_FALSE(answers(second));
    CHECK(comes_to(first.application(), plugins::plugin_state::disabled));
    CHECK(first.as("admin").get("/good_neighbour/words").code == "plugin_off");
}

TEST_CASE("what one server purges, another on the same PostgreSQL has made anew", "[plugins]") {
    auto options = bad_plugins();
    options.on = kit::back_end::postgresql;
    test_app first({"good_neighbour"}, options);
    auto second = beside(first);
    switch_on(first, "good_neighbour");
    CHECK(comes_to(*second, plugins::plugin_state::enabled));
    CHECK(words_seen_by(*second) == 1);
    first.client("Somebody");
    first.deliver_events();
    CHECK(words_seen_by(*second) == 2);

    switch_off(first, "good_neighbour");
    CHECK(first.as("admin").post("/plugins/good_neighbour/purge", R"({"confirm":"good_neighbour"})").status == 204);
    CHECK(comes_to(*second, plugins::plugin_state::disabled));
    CHECK(second->plugins().enable("good_neighbour", actor{}).what == plugins::switching::result::done);
    CHECK(words_seen_by(*second) == 1);
    CHECK(comes_to(first.application(), plugins::plugin_state::enabled));
    CHECK(first.as("therapist").get("/good_neighbour/words").count() == 1);
}
