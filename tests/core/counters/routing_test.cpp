#include "counted_calls.hpp"

#include "core/src/http/route_table.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace lumbar;

namespace {

response answer(const request&, read_tx&) { return no_content(); }

const std::vector<route>& twenty_routes() {
    static const std::vector<std::string> paths = [] {
        std::vector<std::string> all;
        for (int i = 0; i < 10; ++i) {
            all.push_back("/things" + std::to_string(i));
            all.push_back("/clients/{client}/things" + std::to_string(i));
        }
        return all;
    }();
    static const std::vector<route> routes = [] {
        std::vector<route> all;
        for (const std::string& path : paths) all.push_back({verb::get, path, may("crowd.read"), answer});
        return all;
    }();
    return routes;
}

http::route_snapshot of_plugins(int count) {
    std::vector<http::mount> mounts;
    for (int i = 0; i < count; ++i) {
        const std::string id = "crowd_" + std::to_string(i);
        mounts.push_back({"/api/v1/" + id, &twenty_routes(), id, nullptr});
    }
    return {mounts, {}};
}

std::uint64_t allocations_of_a_lookup(const http::route_snapshot& routes) {
    const std::vector<std::vector<std::string>> paths = {{"api", "v1", "crowd_2", "things9"},
                                                         {"api", "v1", "crowd_2", "clients", "a client's id that is long", "things9"}};
    std::uint64_t allocated = 0;
    std::thread asking([&] {
        const auto before = counted_calls::all().allocations.load();
        for (const auto& path : paths)
            if (!routes.match("GET", path).route) throw std::logic_error("there is no such route");
        allocated = counted_calls::all().allocations - before;
    });
    asking.join();
    return allocated;
}

}

TEST_CASE("a route is found without an allocation, among 60 as among 1,000", "[counters]") {
    const auto few = of_plugins(3), many = of_plugins(50);
    CHECK(many.routes().size() == 1000);
    CHECK(allocations_of_a_lookup(few) == 0);
    CHECK(allocations_of_a_lookup(many) == 0);
}
