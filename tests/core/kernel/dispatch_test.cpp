#include "tests/core/kernel/bench_routes.hpp"
#include "tests/core/kernel/kernel_under_test.hpp"
#include <lumbar/test/backends.hpp>

#include <catch2/catch.hpp>

#include <thread>

using namespace lumbar;
using bench::kernel_under_test;

namespace {

const std::string ball = R"({"name":"ball","grade":3})";
const row_id client("01890a5d-ac96-774b-bcce-b302099a8057");

struct audit_row {
    std::string actor, client, object, fields, request, address;
};
BOOST_DESCRIBE_STRUCT(audit_row, (), (actor, client, object, fields, request, address))

}

TEST_CASE("a write is answered after its commit, with its audit row", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        auto made = kernel.post(who, "/things", {R"({"name":"ball","grade":3,"client":")" + client + "\"}"});
        REQUIRE(made.status == 201);
        CHECK(made.header("ETag") == "\"1\"");
        CHECK(made.header("Cache-Control") == "no-store");
        CHECK(made.header("X-Content-Type-Options") == "nosniff");
        CHECK(kernel.things() == 1);
        auto row = db.read({}, [](read_tx& tx) {
            return tx.row<audit_row>("SELECT actor, client, object, fields, request, address FROM audit WHERE action = 'thing.add'");
        });
        REQUIRE(row);
        CHECK(row->actor == who.id.str());
        CHECK(row->client == client.str());
        CHECK(row->object == made.member("id"));
        CHECK(row->fields.find("name") != std::string::npos);
        CHECK(row->request == made.header("X-Request-Id"));
        CHECK(row->address == "192.0.2.7");
        CHECK(kernel.told.entered_count == kernel.told.left_count);
        CHECK(kernel.told.entered_count >= 1);
    });
}

TEST_CASE("an answer from 400 on leaves nothing behind", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        auto refused = kernel.post(who, "/refusal");
        CHECK(refused.status == 409);
        CHECK(refused.code() == "not_today");
        CHECK(refused.member("request_id") == refused.header("X-Request-Id"));
        CHECK(refused.type == "application/problem+json");
        CHECK(kernel.things() == 0);
        CHECK(kernel.audited("post /api/v1/bench/refusal") == 0);
    });
}

TEST_CASE("whatever a handler throws, the caller learns only a number and the server goes on", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        for (std::string what : {"std", "int", "private", "refused"}) {
            for (auto [method, path] : {std::pair("GET", "/fault"), {"POST", "/fault"}, {"POST", "/slow-fault"}}) {
                auto thrown = kernel.ask(who, method, path + ("?what=" + what), {});
                CHECK(thrown.status == 500);
                CHECK(thrown.code() == "unexpected");
                CHECK(thrown.body.find("sciatica") == std::string::npos);
                CHECK(thrown.body.find("asked for") == std::string::npos);
                REQUIRE_FALSE(kernel.told.failures().empty());
                CHECK(kernel.told.failures().back().request_id == thrown.header("X-Request-Id"));
            }
        }
        CHECK(kernel.told.failures().size() == 12);
        CHECK(kernel.told.failures()[0].type == "std::runtime_error");
        CHECK(kernel.told.failures()[3].type == "int");
        CHECK(kernel.things() == 0);
        CHECK(kernel.post(who, "/things", {ball}).status == 201);
    });
}

TEST_CASE("what the store says no with is told in plain words", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        auto fault = [&](const char* what) { return kernel.post(who, std::string("/fault?what=") + what); };
        CHECK(fault("full").status == 507);
        CHECK(fault("full").code() == "disk_full");
        CHECK(fault("busy").status == 503);
        CHECK(fault("busy").header("Retry-After") == "1");
        CHECK(fault("deadline").code() == "too_slow");
        CHECK(fault("unknown_outcome").code() == "outcome_unknown");
        CHECK(fault("constraint").status == 409);
        CHECK(kernel.post(who, "/twice").status == 409);
        CHECK(fault("unreachable").status == 503);
        CHECK(fault("failed").code() == "storage_failed");
        CHECK(kernel.told.failures().empty());
        CHECK(kernel.things() == 0);
    });
}

TEST_CASE("a disk that is full at the commit answers 507, and nothing is stored", "[dispatch]") {
    kit::place here(kit::place::kind::sqlite);
    auto options = kit::options_for(here);
    auto full = std::make_shared<std::atomic<bool>>(false);
    options.before_commit = [full](write_tx&) {
        if (*full) throw database_error(database_fault::full, "core: no space");
    };
    auto db = database::open(options);
    kernel_under_test kernel(*db);
    auto who = kernel.therapist();
    *full = true;
    CHECK(kernel.post(who, "/things", {ball}).status == 507);
    *full = false;
    CHECK(kernel.things() == 0);
    CHECK(kernel.post(who, "/things", {ball}).status == 201);
}

TEST_CASE("reading cannot write, and a plugin cannot write what is not its own", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        CHECK(kernel.get(who, "/sneak").status == 500);
        CHECK(kernel.things() == 0);
        if (db.dialect() == dialect::sqlite) CHECK(kernel.post(who, "/foreign").status == 500);
    });
}

TEST_CASE("who may not is refused, and it is on record", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto reader = kernel.with({"bench.read"});
        CHECK(kernel.get({}, "/things").status == 401);
        CHECK(kernel.get({}, "/things").code() == "sign_in_first");
        CHECK(kernel.get({"__Host-lumbar=made-up", "", {}, {}}, "/things").status == 401);
        auto denied = kernel.post(reader, "/things", {ball});
        CHECK(denied.status == 403);
        CHECK(denied.code() == "not_permitted");
        CHECK(denied.member("detail").find("bench.edit") != std::string::npos);
        CHECK(kernel.post(reader, "/things", {ball}).status == 403);
        CHECK(kernel.audited("thing.add", "denied") == 1);
        CHECK(kernel.get(reader, "/mine").status == 401);
        CHECK(kernel.get({}, "/hello").status == 200);
        CHECK(kernel.get({}, "/signed-in").status == 401);
        CHECK(kernel.get(reader, "/signed-in").status == 200);
        CHECK(kernel.things() == 0);
    });
}

TEST_CASE("a client's link reaches the routes of its purpose and no others", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto client = kernel.by_link("bench.fill");
        CHECK(kernel.get(client, "/mine").status == 200);
        CHECK(kernel.get(kernel.by_link("bench.other"), "/mine").status == 403);
        CHECK(kernel.get({}, "/mine").status == 401);
        for (auto path : {"/things", "/signed-in", "//api/v1/openapi.json", "//api/v1/events"}) CHECK(kernel.get(client, path).status == 401);
        auto both = kernel.therapist();
        both.cookie += "; " + client.cookie;
        CHECK(kernel.get(both, "/mine").status == 200);
        CHECK(kernel.get(both, "/things").status == 200);
    });
}

TEST_CASE("a write from another site or without the session's token is refused", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        CHECK(kernel.post(who, "/things", {ball, {{"origin", "https://evil.example"}}}).status == 403);
        CHECK(kernel.post(who, "/things", {ball, {{"x-lumbar-csrf", ""}}}).status == 403);
        CHECK(kernel.post(who, "/things", {ball, {{"x-lumbar-csrf", "guess"}}}).status == 403);
        CHECK(kernel.things() == 0);
        CHECK(kernel.post(who, "/things", {ball}).status == 201);
    });
}

TEST_CASE("a body is taken only as what it must be, and each fault is named", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        CHECK(kernel.post(who, "/things", {ball, {{"content-type", "text/plain"}}}).status == 415);
        CHECK(kernel.post(who, "/things", {ball, {{"content-type", ""}}}).status == 415);
        CHECK(kernel.post(who, "/things", {ball, {{"content-type", "application/json; charset=latin-1"}}}).status == 415);
        CHECK(kernel.post(who, "/things", {ball, {{"content-encoding", "gzip"}}}).status == 415);
        CHECK(kernel.post(who, "/document", {'"' + std::string(1000, 'x') + '"'}).status == 413);
        CHECK(kernel.post(who, "/refusal", {R"({"a":1})"}).status == 400);
        CHECK(kernel.post(who, "/refusal", {" {} "}).status == 409);
        auto broken = kernel.post(who, "/things", {R"({"name":7,"grade":3})"});
        CHECK(broken.status == 422);
        CHECK(broken.member("errors") == R"([{"pointer":"/name","detail":"This must be text."}])");
        auto against_rules = kernel.post(who, "/things", {R"({"name":" ","grade":6})"});
        CHECK(against_rules.status == 422);
        CHECK(against_rules.body.find("/name") != std::string::npos);
        CHECK(against_rules.body.find("/grade") != std::string::npos);
        CHECK(kernel.post(who, "/things", {R"({"name":"x","grade":6,"grade":1})"}).status == 422);
        CHECK(kernel.things() == 0);
        CHECK(kernel.post(who, "/things", {ball, {{"content-type", "Application/JSON; charset=\"UTF-8\""}}}).status == 201);
        CHECK(kernel.post(who, "/document", {R"({"n": 1.50})", {{"content-type", "application/fhir+json"}}}).body == R"({"n":1.50})");
    });
}

TEST_CASE("a change names the version it changes, and learns what is there now if it is another", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        auto path = "/things/" + kernel.post(who, "/things", {ball}).member("id");
        auto put = [&](const char* version) { return kernel.ask(who, "PUT", path, {R"({"name":"box","grade":1})", {{"if-match", version}}}); };
        CHECK(put("").status == 428);
        for (auto bad : {"1", "W/\"1\"", "*", "\"x\"", "\"1\", \"2\"", "\"99999999999999999999\""}) CHECK(put(bad).status == 400);
        auto done = put("\"1\"");
        CHECK(done.status == 200);
        CHECK(done.header("ETag") == "\"2\"");
        auto late = put("\"1\"");
        CHECK(late.status == 412);
        CHECK(late.code() == "changed_meanwhile");
        CHECK(late.header("ETag") == "\"2\"");
        CHECK(late.member("current").find("\"box\"") != std::string::npos);
        CHECK(kernel.audited("put /api/v1/bench/things/{thing}") == 1);
    });
}

TEST_CASE("a look at a record is recorded once per session before it is answered", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto ana = kernel.therapist();
        auto ben = kernel.therapist();
        auto path = "/things/" + kernel.post(ana, "/things", {ball}).member("id");
        CHECK(kernel.get(ana, path).status == 200);
        CHECK(kernel.audited("thing.read") == 1);
        CHECK(kernel.get(ana, path).status == 200);
        CHECK(kernel.audited("thing.read") == 1);
        CHECK(kernel.get(ben, path).status == 200);
        CHECK(kernel.audited("thing.read") == 2);
        CHECK(kernel.get(ana, "/things/" + client).status == 404);
        CHECK(kernel.audited("thing.read") == 2);
    });
}

TEST_CASE("saves of one draft are one row, other changes a row each", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        auto path = "/things/" + kernel.post(who, "/things", {ball}).member("id") + "/draft";
        for (int i = 0; i < 3; ++i) CHECK(kernel.post(who, path).status == 204);
        CHECK(kernel.audited("thing.autosave") == 1);
    });
}

TEST_CASE("a list leads on to its next page with everything that was asked", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        for (auto name : {"a", "b", "c"}) kernel.post(who, "/things", {R"({"name":")" + std::string(name) + R"(","grade":1})"});
        auto first = kernel.get(who, "/things?limit=2&q=a%20b%26c");
        CHECK(first.header("Link") == "</api/v1/bench/things?limit=2&q=a%20b%26c&cursor=Yg>; rel=\"next\"");
        auto second = kernel.get(who, "/things?limit=2&q=a%20b%26c&cursor=Yg");
        CHECK(second.body.find("\"name\":\"c\"") != std::string::npos);
        CHECK(second.header("Link").empty());
    });
}

TEST_CASE("what a plugin's answer holds is copied while its lease lasts; a write's answer holds nothing", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        const auto copied = kernel.get(who, "/held");
        CHECK(copied.body == "[its own, and what is held]");
        CHECK(copied.rest.empty());
        CHECK(kernel.post(who, "/held").status == 500);
        CHECK(kernel.post(who, "/held?owned=no").status == 500);
        CHECK(kernel.things() == 0);
    });
}

TEST_CASE("slow work opens its transactions in the plugin's name", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        kernel.post(who, "/things", {ball});
        CHECK(kernel.get(who, "/count").member("things") == "1");
    });
}

TEST_CASE("a switched-off plugin says so, and one being switched off lets nobody in", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        CHECK(kernel.get(who, "//api/v1/billing/invoices").code() == "plugin_off");
        CHECK(kernel.get(who, "//api/v1/nothing").code() == "nothing_here");
        auto wrong = kernel.ask(who, "DELETE", "/things", {});
        CHECK(wrong.status == 405);
        CHECK(wrong.header("Allow") == "GET, POST");
        CHECK(kernel.gate->close_and_drain(std::chrono::seconds(10)));
        CHECK(kernel.get(who, "/things").code() == "plugin_off");
        kernel.gate->reopen();
        CHECK(kernel.get(who, "/things").status == 200);
    });
}

TEST_CASE("while versions of a plugin take each other's place no request meets a closed gate", "[lease]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        std::atomic<bool> stop{false};
        std::atomic<int> answered{0}, refused{0};
        std::vector<std::thread> desks;
        for (int i = 0; i < 4; ++i)
            desks.emplace_back([&] {
                while (!stop) ++(kernel.get(who, "/things?limit=1").status == 200 ? answered : refused);
            });
        while (answered < 20 && refused == 0) std::this_thread::yield();
        auto before = kernel.gate;
        for (int swap = 0; swap < 1500; ++swap) {
            auto next = std::make_shared<plugins::lease>();
            kernel.table.publish(std::make_shared<http::route_snapshot>(
                std::vector<http::mount>{{"/api/v1/bench", &bench::routes, "bench", next}}, std::vector<std::string>{}));
            CHECK(before->close_and_drain(std::chrono::seconds(60)));
            before = next;
        }
        stop = true;
        for (auto& desk : desks) desk.join();
        CHECK(refused == 0);
        CHECK(answered > 20);
    });
}

TEST_CASE("the server says whether it lives and whether it can work", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        CHECK(kernel.get({}, "//livez").status == 200);
        auto ready = kernel.get({}, "//readyz");
        CHECK(ready.status == 200);
        CHECK(ready.member("ready") == "true");
    });
}

TEST_CASE("what no route answers goes to the files, but nothing below /api does", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        CHECK(kernel.get({}, "//board").body == "<page board>");
        CHECK(kernel.get({}, "//api/board").status == 404);
        CHECK(kernel.ask({}, "POST", "//board", {}).status == 404);
    });
}

TEST_CASE("a body's limit is its route's, and a small one where there is none", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        CHECK(kernel.front->body_limit("POST", {"api", "v1", "bench", "document"}) == 1000);
        CHECK(kernel.front->body_limit("POST", {"api", "v1", "bench", "things"}) == 1024 * 1024);
        CHECK(kernel.front->body_limit("POST", {"nowhere"}) == 64 * 1024);
    });
}

TEST_CASE("a large body is read beside the connections, and nothing is lost", "[dispatch]") {
    kit::for_each_backend([](database& db) {
        kernel_under_test kernel(db);
        auto who = kernel.therapist();
        std::string name(200'000, 'x');
        CHECK(kernel.post(who, "/things", {R"({"name":")" + name + R"(","grade":1})"}).member("name") == name);
    });
}

TEST_CASE("before any route is published everything is not found", "[dispatch]") {
    http::route_table empty;
    CHECK_FALSE(empty.current()->match("GET", {"api", "v1", "things"}).route);
}
