#include "core/src/plugins/settings.hpp"
#include "tests/core/plugins/bad_plugins.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;
using Catch::Matchers::Contains;

namespace {

constexpr const char* path = "/plugins/good_neighbour/settings";
constexpr const char* seen_by_it = "/good_neighbour/settings";

void on_both_switched_on(const std::function<void(test_app&)>& test) {
    kit::on_both({"good_neighbour"}, test, [] {
        auto options = bad_plugins();
        options.enable = true;
        return options;
    }());
}

std::string fault_in(const std::string& properties) {
    std::vector<std::string> faults;
    plugins::settings_in(R"({"type":"object","properties":{)" + properties + "}}", faults);
    return faults.empty() ? "" : faults.front();
}

}

TEST_CASE("settings are the manifest's until an admin changes them, and a change counts at once", "[settings]") {
    on_both_switched_on([](test_app& app) {
        auto& admin = app.as("admin");
        CHECK(admin.get(seen_by_it).json == R"({"loud":false,"times":3,"greeting":"Hello","colour":"green","key":""})");
        auto now = admin.get(path);
        REQUIRE(now.version == 1);
        CHECK(now.count("/fields") == 5);
        CHECK(now.at("/fields/1/kind") == "integer");
        auto changed = admin.put(path, R"({"loud":true,"times":9,"greeting":"Grüß Gott!","key":"opens it"})", 1);
        CHECK(changed.status == 200);
        CHECK(changed.version == 2);
        CHECK(admin.get(seen_by_it).json == R"({"loud":true,"times":9,"greeting":"Grüß Gott!","colour":"green","key":"opens it"})");
        app.restart();
        CHECK(app.as("admin").get(seen_by_it).at("/times") == "9");
    });
}

TEST_CASE("a secret is stored sealed, is never shown again, and can be kept and taken away", "[settings]") {
    on_both_switched_on([](test_app& app) {
        auto& admin = app.as("admin");
        auto set = admin.put(path, R"({"key":"opens it"})", 1);
        CHECK_THAT(set.json, !Contains("opens it"));
        CHECK(set.at("/secrets/0") == "key");
        app.read([](read_tx& tx) {
            auto stored = tx.value<std::string>("SELECT value FROM plugin_settings WHERE plugin = 'good_neighbour' AND name = 'settings'");
            CHECK_THAT(stored.value(), !Contains("opens it"));
        });
        CHECK(admin.put(path, R"({"times":4})", 2).at("/secrets/0") == "key");
        CHECK(admin.get(seen_by_it).at("/key") == "opens it");
        CHECK(admin.put(path, R"({"key":""})", 3).count("/secrets") == 0);
        CHECK(admin.get(seen_by_it).at("/key").empty());
    });
}

TEST_CASE("what does not fit a setting is refused by name, and nothing is stored", "[settings]") {
    on_both_switched_on([](test_app& app) {
        auto& admin = app.as("admin");
        auto refused = admin.put(path, R"({"loud":"yes","times":10,"greeting":"eleven chars","colour":"blue","key":7,"more":1})", 1);
        CHECK(refused.status == 422);
        CHECK(refused.pointers == std::vector<std::string>{"/loud", "/times", "/greeting", "/colour", "/key", "/more"});
        CHECK(admin.put(path, R"({"times":1.5})", 1).pointers == std::vector<std::string>{"/times"});
        CHECK(admin.put(path, "[]", 1).status == 422);
        CHECK(admin.put(path, R"({"times":4})", 7).status == 412);
        CHECK(admin.get(path).version == 1);
        CHECK(app.as("therapist").get(path).status == 403);
        CHECK(admin.get("/plugins/nobody/settings").status == 404);
    });
}

TEST_CASE("settings of any size are refused in words, and the plugin keeps those it had", "[settings]") {
    on_both_switched_on([](test_app& app) {
        auto& admin = app.as("admin");
        std::string many = "{";
        for (int i = 0; i < 1000; ++i) many += (i ? ",\"x" : "\"x") + std::to_string(i) + "\":1";
        CHECK(admin.put(path, many + "}", 1).status == 422);
        CHECK(admin.put(path, R"({"greeting":")" + std::string(50'000, 'x') + "\"}", 1).pointers ==
              std::vector<std::string>{"/greeting"});
        CHECK(admin.put(path, R"({"key":")" + std::string(2'000'000, 'x') + "\"}", 1).status == 413);
        CHECK(admin.put(path, std::string(200, '[') + std::string(200, ']'), 1).status == 422);
        CHECK(admin.get(path).version == 1);
        CHECK(admin.get(seen_by_it).at("/greeting") == "Hello");
    });
}

TEST_CASE("a change of settings is in the audit log by the names of what changed, without values", "[settings]") {
    on_both_switched_on([](test_app& app) {
        app.as("admin").put(path, R"({"times":3,"greeting":"Good day","key":"opens it"})", 1);
        app.read([](read_tx& tx) {
            auto fields = tx.value<std::string>("SELECT fields FROM audit WHERE action = 'plugin.settings'");
            REQUIRE(fields);
            CHECK_THAT(*fields, Contains("greeting") && Contains("key") && !Contains("Good day") && !Contains("opens it"));
        });
    });
}

TEST_CASE("a manifest's settings say what is wrong with them", "[settings]") {
    CHECK(fault_in(R"("a":{"type":"boolean","title":"A","default":true})").empty());
    CHECK_THAT(fault_in(R"("a":{"type":"boolean","default":true})"), Contains("has no title"));
    CHECK_THAT(fault_in(R"("a":{"type":"number","title":"A"})"), Contains("must be of type boolean, integer or string"));
    CHECK_THAT(fault_in(R"("a":{"type":"integer","title":"A","default":5,"maximum":4})"), Contains("outside of its minimum and maximum"));
    CHECK_THAT(fault_in(R"("a":{"type":"string","title":"A","default":"x","enum":["y"]})"), Contains("not in its enum"));
    CHECK_THAT(fault_in(R"("a":{"type":"string","title":"A","writeOnly":true,"default":"x"})"), Contains("writeOnly"));
    CHECK_THAT(fault_in(R"("a":{"type":"string","title":"A","default":"","pattern":"x"})"), Contains("\"pattern\", which is not known"));
    CHECK_THAT(fault_in(R"("A b":{"type":"string","title":"A","default":""})"), Contains("is no name"));
    std::vector<std::string> faults;
    CHECK(plugins::settings_in("{\"properties\":{\"a\":\"" + std::string(70000, 'x') + "\"}}", faults).empty());
    CHECK_THAT(faults.at(0), Contains("at most 50 properties and 64 KiB"));
}
