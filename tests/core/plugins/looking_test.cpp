#include "core/src/plugins/trust.hpp"
#include "core/src/plugins/versions.hpp"
#include "tests/core/plugins/bad_plugins.hpp"
#include "tests/core/plugins/growing.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;

namespace {

template <class Test>
void on_both_looking(const kit::app_options& options, Test test) {
    on_both({"grows"}, test, options);
}

std::int64_t audited(test_app& app, std::string_view action, std::string_view outcome = "done") {
    std::int64_t n = 0;
    app.read([&](read_tx& tx) {
        n = tx.value<std::int64_t>(
            "SELECT COUNT(*) FROM audit WHERE action = :action AND outcome = :outcome", action, outcome).value();
    });
    return n;
}

}

TEST_CASE("a package that comes while the server runs is found by looking, and can be switched on", "[plugins]") {
    for (auto on : {kit::back_end::sqlite, kit::back_end::postgresql}) {
        growing packages;
        auto options = packages.options();
        options.on = on;
        test_app app({"grows"}, options);
        CHECK(app.as("admin").get("/plugins").count() == 0);
        packages.put("grows_1");
        CHECK(app.as("admin").get("/plugins").count() == 0);
        auto found = look(app);
        CHECK(found.status == 200);
        CHECK(found.at("/0/id") == "grows");
        CHECK(found.at("/0/state") == "disabled");
        CHECK(app.as("admin").get("/grows/words").code == "plugin_off");
        CHECK(audited(app, "plugin.look") == 1);
        CHECK(switch_on(app, "grows").status == 200);
        CHECK(app.as("admin").get("/grows/words").at("/version") == "1");
        CHECK(look(app).at("/0/state") == "enabled");
        CHECK(said_of(app, "grows", "waiting").empty());
    }
}

TEST_CASE("only who may edit plugins looks for them and upgrades them", "[plugins]") {
    with_waiting([](test_app& app, growing&) {
        for (const char* path : {"/plugins/look", "/plugins/grows/upgrade"}) {
            CHECK(app.stranger().post(path).status == 401);
            CHECK(app.as("therapist").post(path).status == 403);
        }
        CHECK(app.as("admin").post("/plugins/nobody/upgrade").code == "plugin_not_found");
        CHECK(said_of(app, "grows", "version") == "1.0.0");
    });
}

TEST_CASE("what cannot run is found with its reason, and can once that is mended", "[plugins]") {
    growing packages;
    auto options = packages.options();
    options.trust = false;
    on_both_looking(options, [&](test_app& app) {
        packages.put("grows_1", [](const std::string& package) { growing::write(package + "/manifest.json", "{}"); });
        CHECK(look(app).at("/0/state") == "incompatible");
        packages.put("grows_1");
        CHECK(look(app).at("/0/state") == "discovered");
        CHECK(switch_on(app, "grows").status == 409);
        const auto package = plugins::read_package(packages.package());
        plugins::write_trust(packages.folder() + "/trusted-plugins.toml", "grows", package.digest);
        CHECK(look(app).at("/0/state") == "disabled");
        CHECK(switch_on(app, "grows").status == 200);
        std::filesystem::remove(packages.folder() + "/trusted-plugins.toml");
        std::filesystem::remove_all(packages.package());
    });
}

TEST_CASE("another package of a plugin that is off takes its place when looked at", "[plugins]") {
    growing packages;
    packages.put("grows_1");
    on_both_looking(packages.options(), [&](test_app& app) {
        packages.put("grows_2");
        CHECK(said_of(app, "grows", "version") == "1.0.0");
        auto found = look(app);
        CHECK(found.at("/0/version") == "2.0.0");
        CHECK(found.at("/0/waiting").empty());
        CHECK(switch_on(app, "grows").status == 200);
        CHECK(app.as("admin").get("/grows/words").at("/version") == "2");
        packages.put("grows_1");
    });
}

TEST_CASE("a version that waits says what it changes, and goes when the old package comes back", "[plugins]") {
    with_waiting([](test_app& app, growing& packages) {
        auto list = app.as("admin").get("/plugins");
        const std::string waits = "/0/waiting/";
        CHECK(list.at("/0/version") == "1.0.0");
        CHECK(list.at("/0/state") == "enabled");
        CHECK(list.at(waits + "version") == "2.0.0");
        CHECK(list.at(waits + "ready") == "true");
        CHECK(list.at(waits + "routes_added/0/path") == "/api/v1/grows/marks");
        CHECK(list.at(waits + "routes_gone/0/path") == "/api/v1/grows/wait");
        CHECK(list.count(waits + "routes_added") == 1);
        CHECK(list.count(waits + "routes_gone") == 1);
        CHECK(list.at(waits + "permissions_added/0/name") == "grows.mark");
        CHECK(list.at(waits + "permissions_gone/0/name") == "grows.wait");
        CHECK(list.at(waits + "tables_added/0") == "grows_marks");
        CHECK(list.count(waits + "tables_gone") == 0);
        CHECK(list.at(waits + "settings_added/0") == "Colour");
        CHECK(list.at(waits + "settings_gone/0") == "Loud");
        CHECK(list.count(waits + "migrations") == 2);
        CHECK(app.as("admin").get("/grows/words").at("/version") == "1");
        packages.put("grows_1");
        CHECK(look(app).at("/0/waiting").empty());
        CHECK(upgrade(app).status == 409);
        CHECK(said_of(app, "grows", "version") == "1.0.0");
    });
}

TEST_CASE("a lower version than the database was used with is not loaded", "[plugins]") {
    with_waiting([](test_app& app, growing& packages) {
        CHECK(upgrade(app).status == 200);
        packages.put("grows_1");
        for (bool on : {true, false}) {
            if (!on) CHECK(switch_off(app, "grows").status == 200);
            auto found = look(app);
            CHECK(found.at("/0/version") == "2.0.0");
            CHECK(found.at("/0/waiting/ready") == "false");
            CHECK(found.at("/0/waiting/reason") == "It is older than 2.0.0, which the database is used with.");
            CHECK(upgrade(app).status == 409);
        }
        CHECK(switch_on(app, "grows").status == 200);
        CHECK(app.as("admin").get("/grows/words").at("/version") == "2");
    });
}

TEST_CASE("a library that was written over while it is loaded is not loaded a second time", "[plugins]") {
    growing packages;
    packages.put("grows_1");
    test_app app({"grows"}, packages.options());
    const std::string library = packages.package() + "/plugin.so";
    // In place, as a copy over it does; longer, because what is mapped must not change under this process.
    std::filesystem::resize_file(library, std::filesystem::file_size(library) + 1);
    CHECK(look(app).at("/0/reason").find("was written over") != std::string::npos);
    CHECK(said_of(app, "grows", "state") == "incompatible");
}

TEST_CASE("versions are compared number by number", "[plugins]") {
    using plugins::is_lower;
    CHECK(is_lower("1.9.0", "1.10.0"));
    CHECK(is_lower("1.9.9", "2.0.0"));
    CHECK_FALSE(is_lower("1.10.0", "1.9.0"));
    CHECK_FALSE(is_lower("1.0.0", "1.0.0"));
    CHECK_FALSE(is_lower("", "1.0.0"));
    CHECK_FALSE(is_lower("1.0.0", ""));
}
