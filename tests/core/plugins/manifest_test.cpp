#include "core/src/plugins/manifest.hpp"

#include <catch2/catch.hpp>

using namespace lumbar::plugins;
using Catch::Matchers::Contains;

namespace {

const reserved_words core_words{{"clients", "admin"}, {"client_keys", "appointments"}};

std::string manifest_with(const std::string& members, const std::string& id = "scales") {
    return R"({"id":")" + id + R"(","name":"Scales","version":"1.0.0","sdk":1,"sentence":"It weighs.","icon":"scale")" +
           (members.empty() ? "" : "," + members) + "}";
}

std::string fault_of(const std::string& json, const std::string& folder = "scales") {
    try {
        read_manifest(json, folder, core_words);
        return {};
    } catch (const refused& why) {
        return why.what();
    }
}

}

TEST_CASE("a manifest with everything a plugin needs is taken", "[manifest]") {
    CHECK(fault_of(manifest_with("")).empty());
    auto m = read_manifest(manifest_with(R"(
        "permissions":[{"name":"scales.read","sentence":"Read","roles":["therapist"]}],"tables":["scales_rows"],
        "points":["client_alerts"],"events":["client_created"],"client_links":["scales.fill"],
        "ui":{"api":1,"module":"index.js","surfaces":["staff","client"],"pages":[{"path":"/f","element":"form","surface":"client"}]})"),
                           "scales", core_words);
    CHECK(names_permission(m, "scales.read"));
    CHECK_FALSE(names_permission(m, "scales.write"));
}

TEST_CASE("a manifest says in one sentence all that is wrong with it", "[manifest]") {
    CHECK_THAT(fault_of("{"), Contains("manifest.json is refused"));
    CHECK_THAT(fault_of(R"({"id":"scales"})"), Contains("/name") && Contains("/version"));
    CHECK_THAT(fault_of(manifest_with(R"("autostart":true)")), Contains("autostart"));
    auto both = fault_of(manifest_with(R"("tables":["weights"],"events":["it_rained"])"));
    CHECK_THAT(both,
               Contains("the table \"weights\" must begin with \"scales_\"") && Contains("there is no event \"it_rained\""));
}

TEST_CASE("an id is the folder's name, and no word of core's", "[manifest]") {
    CHECK_THAT(fault_of(manifest_with(""), "weights"), Contains("its folder \"weights\""));
    CHECK_THAT(fault_of(manifest_with("", "clients"), "clients"), Contains("part of Lumbar itself"));
    CHECK_THAT(fault_of(manifest_with("", "client"), "client"), Contains("client_keys begins with the id"));
    CHECK_THAT(fault_of(manifest_with("", "../up"), "../up"), Contains("lower-case letters"));
}

TEST_CASE("a plugin for another SDK is refused naming both", "[manifest]") {
    auto json = manifest_with("");
    json.replace(json.find("\"sdk\":1"), 7, "\"sdk\":2");
    CHECK_THAT(fault_of(json), Contains("it is written for SDK 2, this server's is 1"));
}

TEST_CASE("names that a plugin declares are its own", "[manifest]") {
    CHECK_THAT(fault_of(manifest_with(R"("permissions":[{"name":"clients.edit","sentence":"x","roles":[]}])")),
               Contains("clients.edit"));
    CHECK_THAT(fault_of(manifest_with(R"("permissions":[{"name":"scales.edit","sentence":"x","roles":["frontdesk"]}])")),
               Contains("there is no role \"frontdesk\""));
    CHECK_THAT(fault_of(manifest_with(R"("client_links":["intake.fill"])")), Contains("intake.fill"));
    CHECK_THAT(fault_of(manifest_with(R"("points":["mind_reading"])")), Contains("mind_reading"));
}

TEST_CASE("a slot is one that a page has", "[manifest]") {
    auto in_slot = [](const std::string& name, const std::string& needed = "[]") {
        return manifest_with(R"("depends_on":)" + needed + R"(,"ui":{"api":1,"module":"index.js","surfaces":["staff"],"slots":[{"slot":")" +
                             name + R"(","element":"all","order":1}]})");
    };
    CHECK(fault_of(in_slot("client.tab")).empty());
    CHECK_THAT(fault_of(in_slot("client.tabs")), Contains("no page has the slot \"client.tabs\""));
    CHECK_THAT(fault_of(in_slot("scales")), Contains("no page has the slot \"scales\""));
    CHECK(fault_of(in_slot("scales.below")).empty());
    CHECK_THAT(fault_of(in_slot("kitchen.below")), Contains("no page has the slot \"kitchen.below\""));
    CHECK(fault_of(in_slot("kitchen.below", R"(["kitchen"])")).empty());
}

TEST_CASE("screens stand below the plugin's own path", "[manifest]") {
    auto ui = [](const std::string& rest) {
        return manifest_with(R"("ui":{"api":1,"module":"index.js","surfaces":["staff"],)" + rest + "}");
    };
    CHECK(fault_of(ui(R"("pages":[{"path":"/scales/all","element":"all"}])")).empty());
    CHECK(fault_of(ui(R"("slots":[{"slot":"board.aside","element":"all","order":1,"needs":"appointments.read"}])")).empty());
    CHECK_THAT(fault_of(ui(R"("slots":[{"slot":"board.aside","element":"all","order":1,"needs":"scales.raed"}])")),
               Contains("scales.raed, which is not among its permissions"));
    CHECK_THAT(fault_of(ui(R"("pages":[{"path":"/board","element":"all"}])")), Contains("/board must be at or below /scales"));
    CHECK_THAT(fault_of(ui(R"("menu":[{"label":"x","icon":"x","href":"https://elsewhere","order":1}])")),
               Contains("must lead to /scales"));
    CHECK_THAT(fault_of(manifest_with(R"("ui":{"api":9,"module":"index.js","surfaces":["staff"]})")),
               Contains("shell API 9, this server's is 1"));
}
