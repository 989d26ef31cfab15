#include "core/src/audit/routes.hpp"
#include "core/src/clinic/routes.hpp"
#include "core/src/http/openapi.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/plugins/routes.hpp"
#include "tests/core/kernel/bench_routes.hpp"
#include "tests/core/kernel/kernel_under_test.hpp"
#include <lumbar/test/backends.hpp>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <set>

using namespace lumbar;
namespace json = boost::json;

namespace {

void check_references(const json::value& document, const json::value& here) {
    if (auto* list = here.if_array())
        for (const auto& item : *list) check_references(document, item);
    if (auto* object = here.if_object()) {
        for (const auto& [name, value] : *object) {
            if (name != "$ref") {
                check_references(document, value);
                continue;
            }
            std::string pointer(value.as_string());
            INFO(pointer);
            REQUIRE(pointer.starts_with("#/"));
            json::error_code missing;
            document.find_pointer(pointer.substr(1), missing);
            CHECK_FALSE(missing);
        }
    }
}

json::value bench_described() {
    http::route_snapshot routes({{"/api/v1/bench", &bench::routes, "bench", nullptr}}, {});
    return json::parse(http::describe_api(routes, "A \"clinic\"", "1.0"));
}

}

TEST_CASE("every route is described, with who may, what it takes and what it answers", "[openapi]") {
    auto document = bench_described();
    CHECK(document.at("openapi") == "3.1.0");
    const auto& paths = document.at("paths").as_object();
    std::set<std::string> ids;
    for (const auto& row : bench::routes) {
        std::string verb(http::name_of(row.method));
        for (char& c : verb) c = static_cast<char>(c | 0x20);
        const auto& operation = paths.at("/api/v1/bench" + std::string(row.path)).at(verb).as_object();
        CHECK(ids.insert(std::string(operation.at("operationId").as_string())).second);
        CHECK(operation.contains("requestBody") == (row.body != nullptr));
        if (row.who.what == access::rule::permission) CHECK(operation.at("x-permission").as_string() == row.who.name);
        CHECK(operation.at("responses").as_object().contains("default"));
    }
    CHECK(paths.contains("/api/v1/events"));
    CHECK(paths.contains("/api/v1/openapi.json"));
    const auto& put = paths.at("/api/v1/bench/things/{thing}").at("put");
    CHECK(put.at("parameters").at(0).at("name") == "thing");
    CHECK(put.at("parameters").at(1).at("name") == "If-Match");
    CHECK(put.at("requestBody").at("content").at("application/json").at("schema").at("$ref") == "#/components/schemas/new_thing");
}

TEST_CASE("every reference of the description leads somewhere", "[openapi]") {
    auto document = bench_described();
    check_references(document, document);
}

TEST_CASE("all of core's routes stand side by side and are described", "[openapi]") {
    http::route_snapshot routes({{"/api/v1", &identity::routes, "", nullptr}, {"", &identity::page_routes, "", nullptr},
                                 {"/api/v1", &audit::routes, "", nullptr}, {"/api/v1", &practice::routes, "", nullptr},
                                 {"/api/v1", &plugins::routes, "", nullptr}}, {});
    auto document = json::parse(http::describe_api(routes, "Lumbar", "1.0"));
    check_references(document, document);
    for (const auto& route : routes.routes()) CHECK(document.at("paths").as_object().contains(route->path));
    CHECK(routes.routes().size() == identity::routes.size() + identity::page_routes.size() + audit::routes.size() + practice::routes.size() +
                                        plugins::routes.size());
}

TEST_CASE("the description is for the signed in", "[openapi]") {
    kit::for_each_backend([](database& db) {
        bench::kernel_under_test kernel(db);
        CHECK(kernel.get({}, "//api/v1/openapi.json").status == 401);
        auto description = kernel.get(kernel.with({}), "//api/v1/openapi.json");
        CHECK(description.status == 200);
        CHECK(json::parse(description.body).at("paths").as_object().contains("/api/v1/bench/things"));
    });
}
