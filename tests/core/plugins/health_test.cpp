#include "core/src/plugins/health.hpp"
#include "core/src/http/route_counts.hpp"
#include "tests/core/plugins/bad_plugins.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include <unistd.h>

using namespace lumbar;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

kit::answer health_of(test_app& app, const std::string& id) { return app.as("admin").get("/plugins/" + id + "/health"); }

// Counts are the process's: of one app after another.
std::int64_t number(const kit::answer& health, const std::string& member) { return std::stoll(health.at("/" + member)); }
double real(const kit::answer& health, const std::string& member) { return std::stod(health.at("/" + member)); }

}

TEST_CASE("a handler that throws is counted for its plugin alone, and told by route and type without its words", "[health]") {
    on_both({"clumsy", "good_neighbour"}, [](test_app& app) {
        switch_on(app, "clumsy");
        switch_on(app, "good_neighbour");
        const auto before = health_of(app, "clumsy"), other = health_of(app, "good_neighbour");
        app.as("admin").post("/clumsy/things");
        auto after = health_of(app, "clumsy");
        CHECK(number(after, "requests") == number(before, "requests") + 1);
        CHECK(number(after, "faults") == number(before, "faults") + 1);
        CHECK(after.at("/last_error/method") == "POST");
        CHECK(after.at("/last_error/path") == "/api/v1/clumsy/things");
        CHECK(after.at("/last_error/kind") == "std::runtime_error");
        CHECK(after.at("/last_error/at") >= after.at("/since"));
        CHECK(real(after, "p99_ms") > 0);
        CHECK_THAT(after.json, !Contains("Lindqvist"));
        app.as("admin").get("/clumsy/numbers");
        after = health_of(app, "clumsy");
        CHECK(after.at("/last_error/path") == "/api/v1/clumsy/numbers");
        CHECK(after.at("/last_error/kind") == "int");
        CHECK(health_of(app, "good_neighbour").at("/requests") == other.at("/requests"));
        CHECK(health_of(app, "good_neighbour").at("/last_error").empty());
    }, bad_plugins());
}

TEST_CASE("what a plugin writes is time in the writer, what it reads and what others write is not", "[health]") {
    on_both({"good_neighbour"}, [](test_app& app) {
        switch_on(app, "good_neighbour");
        const auto before = health_of(app, "good_neighbour");
        app.as("admin").get("/good_neighbour/words");
        app.as("admin").post("/rooms", R"({"name":"Garden room"})");
        const auto read = health_of(app, "good_neighbour");
        CHECK(read.at("/writing_ms") == before.at("/writing_ms"));
        CHECK(number(read, "requests") == number(before, "requests") + 1);
        CHECK(app.as("admin").post("/good_neighbour/words", R"({"word":"Hello"})").status == 204);
        const auto written = health_of(app, "good_neighbour");
        CHECK(real(written, "writing_ms") > real(read, "writing_ms"));
        CHECK(real(written, "writing_share") > 0);
        CHECK(number(written, "faults") == number(before, "faults"));
    }, bad_plugins());
}

TEST_CASE("a plugin that has answered nothing has no p99, and one that is not there no health", "[health]") {
    on_both({"throws_at_start"}, [](test_app& app) {
        const auto none = health_of(app, "throws_at_start");
        CHECK(none.status == 200);
        CHECK(none.at("/requests") == "0");
        CHECK(real(none, "writing_ms") == 0);
        CHECK(none.at("/strikes") == "0");
        CHECK(std::set<std::string>{"", "null"}.contains(none.at("/p99_ms")));
        CHECK(health_of(app, "nobody").status == 404);
        CHECK(app.as("therapist").get("/plugins/throws_at_start/health").status == 403);
    }, bad_plugins());
}

TEST_CASE("the p99 is the end of the class that 99 of 100 answers do not go beyond", "[health]") {
    auto& one = http::counts_of("GET", "/health-test/one", "health_test");
    auto& two = http::counts_of("GET", "/health-test/two", "health_test");
    const auto told = [] { return plugins::counted_health("health_test"); };
    CHECK_FALSE(told().p99_ms);
    for (int i = 0; i < 98; ++i) one.count(200, 2ms);
    two.count(200, 20ms);
    two.count(200, 5s);
    CHECK(told().requests == 100);
    CHECK(told().p99_ms == 25);
    two.count(200, 5s);
    CHECK(told().p99_ms == 10'000);
    CHECK_FALSE(told().p99_beyond);
    two.count(200, 11s);
    two.count(200, 11s);
    CHECK(told().p99_ms == 10'000);
    CHECK(told().p99_beyond);
}

TEST_CASE("strikes are those of the last ten minutes, each of its plugin", "[health]") {
    const auto folder = std::filesystem::temp_directory_path() / ("lumbar-strikes-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    CHECK(plugins::strikes_in(folder, "clumsy") == 0);
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    std::ofstream file(folder / "strikes");
    for (const auto ago : {11min, 2min, 1min}) file << "strike " << (now - ago).count() << " clumsy\n";
    file << "strike " << (now - 1min).count() << " notes\n";
    file.close();
    CHECK(plugins::strikes_in(folder, "clumsy") == 2);
    CHECK(plugins::strikes_in(folder, "notes") == 1);
    CHECK(plugins::strikes_in(folder, "intake") == 0);
    CHECK(plugins::strikes_in("", "clumsy") == 0);
    std::filesystem::remove_all(folder);
}
