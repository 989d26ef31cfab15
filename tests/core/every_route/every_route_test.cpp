#include "tests/core/every_route/made_up_body.hpp"
#include <lumbar/test/test_app.hpp>

#include "core/src/application/application.hpp"
#include "core/src/identity/sessions.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace lumbar;
using rule = access::rule;

namespace {

const std::initializer_list<std::string> every_plugin = {LUMBAR_EVERY_PLUGIN};
const std::string roles[] = {"front desk", "therapist", "admin"};

// A request that fits a route: its path with ids in it, and a body that its parser takes.
struct call {
    std::string method;
    std::string path;
    std::string body;
};

struct clinic_records {
    std::map<std::string, std::string, std::less<>> ids;
    utc_ms later;

    explicit clinic_records(test_app& app) : later(app.now() + std::chrono::hours(30)) {
        row_id client = app.client();
        ids = {{"client", std::string(client.str())}, {"appointment", app.appointment(client).str()}, {"room", app.room().str()},
            {"service", app.service().str()}, {"practitioner", app.practitioner().str()}, {"role", "therapist"},
            {"user", std::string(app.as("therapist").id.str())}};
    }

    call call_of(const http::mounted_route& route) const {
        made_up_body bodies(ids, later);
        call c{std::string(http::name_of(route.row->method)), route.path, {}};
        for (auto open = c.path.find('{'); open != c.path.npos; open = c.path.find('{')) {
            auto close = c.path.find('}', open);
            std::string value = bodies.known(c.path.substr(open + 1, close - open - 1));
            c.path.replace(open, close - open + 1, value.empty() ? "01890000-0000-7000-8000-000000000000" : value);
        }
        if (route.row->body) c.body = bodies.of(*route.row->body);
        return c;
    }
};

std::map<std::string, std::string> if_match(const call& c) {
    if (c.method == "POST" || c.method == "GET") return {};
    return {{"if-match", "\"1\""}};
}

std::set<std::string> permissions_of(test_app& app, std::string role) {
    for (char& c : role)
        if (c == ' ') c = '_';
    std::vector<std::string> list;
    app.read(
        [&](read_tx& tx) { list = tx.rows<std::string>("SELECT permission FROM role_permissions WHERE role = :role", role); });
    return {list.begin(), list.end()};
}

std::int64_t audit_rows(test_app& app, const std::string& request, std::string_view outcome) {
    std::int64_t n = 0;
    app.read([&](read_tx& tx) {
        n = tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE request = :request AND outcome = :outcome", request, outcome)
                .value();
    });
    return n;
}

// Users, roles, tokens and plugins are not changed, and nothing leaves as a whole or for good, without a recent password.
bool must_be_recent(const http::mounted_route& route) {
    const std::string_view path = route.path;
    const bool leaves = path.find("export") != path.npos || path.find("purge") != path.npos || path.find("backup") != path.npos;
    if (route.row->method == http_verb::get) return leaves;
    const auto& who = route.row->who;
    const bool manages = who.what == rule::permission && (who.name == "users.edit" || who.name == "plugins.edit");
    return leaves || manages || path == "/api/v1/account/tokens";
}

// An API token with all that an admin may give one.
std::string token_of_everything(test_app& app) {
    kit::visitor& admin = app.as("admin");
    const auto offered = admin.get("/account/tokens");
    std::string scopes;
    for (std::size_t i = 0; i < offered.count("/scopes"); ++i)
        scopes += (i ? ",\"" : "\"") + offered.at("/scopes/" + std::to_string(i) + "/name") + "\"";
    const auto made = admin.post("/account/tokens", R"({"name":"Everything","scopes":[)" + scopes + R"(],"days":1})");
    REQUIRE(made.status == 201);
    return made.at("/secret");
}

// One route, one person of a role: let in exactly when the role has the permission, a refusal on record, never a fault. True
// when something was changed.
bool ask_as(test_app& app, const clinic_records& records, const http::mounted_route& route, const std::string& role,
            const std::set<std::string>& permissions) {
    INFO(role);
    call c = records.call_of(route);
    auto answer = app.as(role, route.path).send(c.method, c.path, c.body, if_match(c));
    CAPTURE(answer.status, answer.json);
    CHECK(answer.status < 500);
    if (route.row->who.what == rule::client_link) {
        CHECK(answer.status == 401);
    } else if (route.row->who.what == rule::permission && !permissions.contains(std::string(route.row->who.name))) {
        CHECK(answer.status == 403);
        CHECK(answer.code == "not_permitted");
        CHECK(audit_rows(app, answer.header("X-Request-Id"), "denied") == 1);
    } else if (route.row->who.what != rule::anyone) {
        CHECK(answer.status != 401);
        CHECK(answer.status != 403);
        if (c.method == "GET" || answer.status >= 300) return false;
        CHECK(audit_rows(app, answer.header("X-Request-Id"), "done") >= 1);
        return true;
    }
    return false;
}

}

TEST_CASE("every route refuses a stranger", "[every_route]") {
    on_both(every_plugin, [](test_app& app) {
        clinic_records records(app);
        auto table = app.application().routes().current();
        CHECK(table->routes().size() > 60);
        for (const auto& route : table->routes()) {
            call c = records.call_of(*route);
            CAPTURE(c.method, c.path);
            auto answer = app.stranger().send(c.method, c.path, c.body, if_match(c));
            CAPTURE(answer.json);
            CHECK(answer.status < 500);
            if (route->row->who.what != rule::anyone) CHECK(answer.status == 401);
        }
    });
}

TEST_CASE("every route lets in the roles that may and no others, and every change is on record", "[every_route]") {
    on_both(every_plugin, [](test_app& app) {
        clinic_records records(app);
        auto table = app.application().routes().current();
        int changes = 0;
        for (const std::string& role : roles) {
            auto permissions = permissions_of(app, role);
            for (const auto& route : table->routes()) {
                INFO(http::name_of(route->row->method) << " " << route->path);
                changes += ask_as(app, records, *route, role, permissions);
            }
        }
        CHECK(changes > 12);   // enough made-up bodies were good enough for the records to be looked for
    });
}

TEST_CASE("what is declared to need a recent password is refused without one, from the table", "[every_route]") {
    on_both(every_plugin, [](test_app& app) {
        clinic_records records(app);
        auto table = app.application().routes().current();
        kit::visitor& admin = app.as("admin", "Mia");
        app.write([&](write_tx& tx) {
            const auto old = tx.now() - std::chrono::minutes(15);
            tx.execute("UPDATE sessions SET proved_at = :old WHERE user_id = :user", old, admin.id);
            identity::forget_sessions();
        });
        int guarded = 0;
        for (const auto& route : table->routes()) {
            call c = records.call_of(*route);
            CAPTURE(c.method, c.path);
            CHECK((route->row->needs_recent || !must_be_recent(*route)));
            if (!route->row->needs_recent) continue;
            ++guarded;
            auto answer = admin.send(c.method, c.path, c.body, if_match(c));
            CHECK(answer.status == 403);
            CHECK(answer.code == "recent_sign_in_needed");
        }
        CHECK(guarded >= 10);
    });
}

TEST_CASE("an API token reaches no route that is about an account or needs a recent password, from the table", "[every_route]") {
    on_both(every_plugin, [](test_app& app) {
        clinic_records records(app);
        auto table = app.application().routes().current();
        const auto bearer = "Bearer " + token_of_everything(app);
        for (const auto& route : table->routes()) {
            call c = records.call_of(*route);
            CAPTURE(c.method, c.path);
            auto headers = if_match(c);
            headers["authorization"] = bearer;
            auto answer = app.stranger().send(c.method, c.path, c.body, headers);
            CAPTURE(answer.status, answer.code);
            CHECK(answer.status < 500);
            const auto what = route->row->who.what;
            if (route->row->needs_recent || what == rule::in_person || what == rule::client_link) CHECK(answer.status == 403);
            else if (c.method == "GET" && what == rule::signed_in) CHECK(answer.status == 200);
        }
    });
}
