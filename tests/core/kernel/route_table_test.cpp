#include "core/src/http/route_table.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace lumbar;
using segments = std::vector<std::string>;

namespace {

response nothing(const request&, read_tx&) { return no_content(); }
response change(const request&, write_tx&) { return no_content(); }

const std::vector<route> core_routes = {
    {verb::get, "/clients", may("clients.read"), nothing},
    {verb::post, "/clients", may("clients.edit"), change},
    {verb::get, "/clients/{client}", may("clients.read"), nothing},
    {verb::put, "/clients/{client}", may("clients.edit"), change},
    {verb::get, "/clients/{client}/visits", may("clients.read"), nothing},
    {verb::get, "/clients/archive", may("clients.read"), nothing},
};
const std::vector<route> intake_routes = {{verb::get, "/forms/{form}", may("intake.read"), nothing}};

std::shared_ptr<const http::route_snapshot> snapshot(std::vector<std::string> off = {}, std::shared_ptr<plugins::lease> gate = nullptr) {
    return std::make_shared<http::route_snapshot>(
        std::vector<http::mount>{{"/api/v1", &core_routes, "", nullptr}, {"/api/v1/intake", &intake_routes, "intake", std::move(gate)}}, std::move(off));
}

}

TEST_CASE("a path leads to its route, and its parameters to their names", "[routes]") {
    auto all = snapshot();
    auto found = all->match("GET", {"api", "v1", "clients", "7", "visits"});
    REQUIRE(found.route);
    CHECK(found.route->path == "/api/v1/clients/{client}/visits");
    REQUIRE(found.route->parameters.size() == 1);
    CHECK(found.route->parameters[0] == std::pair<std::size_t, std::string>(3, "client"));
    CHECK(all->match("GET", {"api", "v1", "intake", "forms", "x"}).route->plugin == "intake");
}

TEST_CASE("a word of the path is preferred to a parameter, and the parameter still serves what the word does not", "[routes]") {
    auto all = snapshot();
    CHECK(all->match("GET", {"api", "v1", "clients", "archive"}).route->path == "/api/v1/clients/archive");
    CHECK(all->match("GET", {"api", "v1", "clients", "archive", "visits"}).route->path == "/api/v1/clients/{client}/visits");
    CHECK(all->match("PUT", {"api", "v1", "clients", "archive"}).route->path == "/api/v1/clients/{client}");
}

TEST_CASE("a known path with another method says which methods there are", "[routes]") {
    auto all = snapshot();
    CHECK(all->match("DELETE", {"api", "v1", "clients"}).allow == "GET, POST");
    CHECK(all->match("OPTIONS", {"api", "v1", "clients", "7"}).allow == "GET, PUT");
    CHECK(all->match("TRACE", {"api", "v1", "clients", "7", "visits"}).allow == "GET");
}

TEST_CASE("what is not there is not found", "[routes]") {
    auto all = snapshot();
    for (const auto& path : {segments{}, segments{"api"}, segments{"api", "v1", "clients", ""}, segments{"api", "v1", "clients", "7", "visits", "8"},
                             segments{"api", "v1", "clients", "{client}", "x"}, segments{"api", "v1", "notes"}}) {
        auto found = all->match("GET", path);
        CHECK_FALSE(found.route);
        CHECK(found.allow.empty());
        CHECK_FALSE(found.plugin_off);
    }
}

TEST_CASE("a segment is compared decoded, whole and as it is", "[routes]") {
    auto all = snapshot();
    auto odd = all->match("GET", {"api", "v1", "clients", "a b?ü"});
    REQUIRE(odd.route);
    CHECK(odd.route->path == "/api/v1/clients/{client}");
    CHECK_FALSE(all->match("GET", {"api", "v1", "Clients"}).route);
    CHECK_FALSE(all->match("get", {"api", "v1", "clients"}).route);
}

TEST_CASE("a switched-off plugin is told apart from what never was", "[routes]") {
    auto all = snapshot({"notes"});
    CHECK(all->match("GET", {"api", "v1", "notes", "mine"}).plugin_off);
    CHECK(all->match("POST", {"api", "v1", "notes"}).plugin_off);
    CHECK_FALSE(all->match("GET", {"api", "v1", "billing", "mine"}).plugin_off);
}

TEST_CASE("two routes of one method and path are refused with a sentence", "[routes]") {
    const std::vector<route> again = {{verb::get, "/clients/{person}", may("x"), nothing}};
    std::vector<http::mount> mounts{{"/api/v1", &core_routes, "", nullptr}, {"/api/v1", &again, "", nullptr}};
    CHECK_THROWS_WITH(http::route_snapshot(mounts, {}),
        "two routes answer GET /api/v1/clients/{person} (the other is /api/v1/clients/{client})");
    const std::vector<route> crooked = {{verb::get, "clients", may("x"), nothing}};
    CHECK_THROWS_AS(http::route_snapshot({{"", &crooked, "", nullptr}}, {}), std::invalid_argument);
}

TEST_CASE("a table changes while requests read it", "[routes]") {
    http::route_table table;
    table.publish(snapshot());
    std::atomic<bool> stop{false};
    std::atomic<int> missing{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i)
        readers.emplace_back([&] {
            while (!stop)
                if (!table.current()->match("GET", {"api", "v1", "clients"}).route) ++missing;
        });
    for (int i = 0; i < 200; ++i) table.publish(snapshot(i % 2 ? std::vector<std::string>{"notes"} : std::vector<std::string>{}));
    stop = true;
    for (auto& reader : readers) reader.join();
    CHECK(missing == 0);
    auto last = snapshot({"billing"});
    table.publish(last);
    CHECK(table.current() == last);
    http::route_table second;
    second.publish(snapshot());
    CHECK(second.current() != last);
    CHECK(table.current() == last);
}

TEST_CASE("a closed gate lets nobody in and waits for those inside", "[lease]") {
    auto gate = std::make_shared<plugins::lease>();
    plugins::lease_hold first(gate), core(nullptr);
    CHECK(first.inside());
    CHECK(core.inside());
    CHECK_FALSE(gate->close_and_drain(std::chrono::milliseconds(0)));
    CHECK_FALSE(plugins::lease_hold(gate).inside());
    CHECK(gate->inside() == 1);
    std::thread leaver([held = std::move(first)]() mutable { held = {}; });
    CHECK(gate->close_and_drain(std::chrono::seconds(10)));
    leaver.join();
    gate->reopen();
    CHECK(plugins::lease_hold(gate).inside());
    CHECK(gate->inside() == 0);
}
