#include <lumbar/problems.hpp>
#include <lumbar/request.hpp>
#include <lumbar/response.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;

namespace {

struct room {
    std::string name;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(room, (), (name, version))

std::string cursor_of(const response& r) {
    REQUIRE(r.headers.size() == 1);
    const auto& link = r.headers[0].second;
    auto at = link.find("cursor=") + 7;
    return link.substr(at, link.find('>') - at);
}

}

TEST_CASE("a path parameter that is no id finds nothing", "[request]") {
    request r;
    r.parameters = {{"client", "01890A5D-AC96-774B-BCCE-B302099A8057"}, {"room", "x' OR 1=1"}};
    CHECK(r.id("client").str() == "01890a5d-ac96-774b-bcce-b302099a8057");
    CHECK(r.id("room").empty());
    CHECK(r.path("room") == "x' OR 1=1");
    CHECK(r.id("none").empty());
}

TEST_CASE("a limit stays within its ends whatever is asked", "[request]") {
    auto limit = [](const char* text) {
        request r;
        r.queries = {{"limit", "3"}, {"limit", text}};
        return r.limit(50, 200);
    };
    CHECK(limit("20") == 20);
    CHECK(limit("0") == 1);
    CHECK(limit("-5") == 1);
    CHECK(limit("100000") == 200);
    CHECK(limit("99999999999999999999") == 200);
    CHECK(limit("many") == 50);
    CHECK(limit("") == 50);
    CHECK(request{}.limit() == 50);
}

TEST_CASE("a cursor comes back as the text it was made from, and a made-up one as the start", "[request]") {
    for (std::string place : {"a", "ab", "abc", "Müller|01890a5d", "?&=#%"}) {
        request r;
        r.queries = {{"cursor", cursor_of(page(std::vector<room>{}, place))}};
        CHECK(r.cursor() == place);
    }
    for (auto made_up : {"!", "A", "AB", "_w", "AA", "////", "AAAA"}) {
        request r;
        r.queries = {{"cursor", made_up}};
        CHECK(r.cursor().empty());
    }
    CHECK(page(std::vector<room>{}, "").headers.empty());
}

TEST_CASE("a versioned record is sent with its version", "[response]") {
    CHECK(ok(room{"North", 7}).version == 7);
    CHECK(created(room{"North", 1}).status == 201);
    CHECK_FALSE(ok(std::vector<room>{}).version);
    auto stale = changed_meanwhile(room{"North", 9});
    CHECK(stale.status == 412);
    CHECK(stale.version == 9);
    CHECK(stale.body.find(R"("current":{"name":"North","version":9}})") != std::string::npos);
}

TEST_CASE("a problem has a stable word, a sentence and the faults with their places", "[response]") {
    CHECK(invalid({{"/phone", "Too \"short\"."}}).body ==
          R"({"type":"about:blank","title":"Some fields need another look","status":422,"code":"invalid_fields",)"
          R"("detail":"One field needs another look.","errors":[{"pointer":"/phone","detail":"Too \"short\"."}]})");
    CHECK(not_found("health_fact").body.find(R"("code":"health_fact_not_found")") != std::string::npos);
    CHECK(not_found("health_fact").body.find("no such health fact") != std::string::npos);
}

TEST_CASE("the common rules count letters, not bytes, and white space is nothing", "[problems]") {
    problems list;
    CHECK(list.required("/a", " x "));
    CHECK_FALSE(list.required("/b", ""));
    CHECK_FALSE(list.required("/c", " \t\n\xC2\xA0\xE2\x80\x8B"));
    CHECK(list.at_most("/d", "Grüße", 5));
    CHECK_FALSE(list.at_most("/e", "Grüße!", 5));
    CHECK(list.between("/f", 5, 5, 5));
    CHECK_FALSE(list.between("/g", 6, 5, 5));
    REQUIRE(list.list().size() == 4);
    CHECK(list.list()[0].pointer == "/b");
    CHECK(list.list()[3].pointer == "/g");
}
