#include "tests/core/identity/browser.hpp"

#include <catch2/catch.hpp>

using namespace lumbar;

namespace {

std::string roles_body(std::string_view name, std::string_view roles, bool disabled = false) {
    return R"({"name":")" + std::string(name) + R"(","roles":)" + std::string(roles) + R"(,"disabled":)" +
           (disabled ? "true" : "false") + "}";
}

void new_role(test_app& app, std::string_view id, const std::vector<std::string>& permissions) {
    app.write([&](write_tx& tx) {
        tx.execute("INSERT INTO roles (id, name, version) VALUES (:id, :name, 1)", id, id);
        for (const auto& permission : permissions)
            tx.execute("INSERT INTO role_permissions (role, permission) VALUES (:role, :permission)", id, permission);
    });
}

}

TEST_CASE("users and roles are for those who may edit them", "[identity]") {
    on_both({}, [](test_app& app) {
        for (auto path : {"/users", "/roles", "/permissions"}) {
            CHECK(app.stranger().get(path).status == 401);
            CHECK(app.as("therapist").get(path).status == 403);
            CHECK(app.as("front desk").get(path).status == 403);
            CHECK(app.as("admin").get(path).status == 200);
        }
        CHECK(app.as("front desk").post("/users", R"({"login":"eve","name":"Eve","roles":["admin"]})").status == 403);
        CHECK(app.as("front desk").put("/roles/front_desk", R"({"permissions":["users.edit"]})", 1).status == 403);
    });
}

TEST_CASE("an admin invites a therapist, whose sign-in name is theirs alone", "[identity]") {
    on_both({}, [](test_app& app) {
        auto& admin = app.as("admin");
        auto made = admin.post("/users", R"({"login":"Eve","name":"Eve","roles":["therapist"]})");
        REQUIRE(made.status == 201);
        CHECK(made.at("/user/login") == "eve");
        CHECK(made.at("/user/has_password") == "false");
        CHECK(made.at("/link").starts_with("http://127.0.0.1:8080/welcome/"));
        auto again = admin.post("/users", R"({"login":"EVE","name":"Eva","roles":["therapist"]})");
        CHECK(again.status == 422);
        CHECK(again.pointers == std::vector<std::string>{"/login"});
        CHECK(admin.post("/users", R"({"login":"x","name":"X","roles":["emperor"]})").pointers ==
              std::vector<std::string>{"/roles"});
        CHECK(admin.post("/users", R"({"login":"x","name":"X","roles":[]})").status == 422);
        CHECK(admin.post("/users", R"({"login":"a b","name":"\u202eX","roles":["therapist"]})").pointers.size() == 2);
        CHECK(number(app, [](read_tx& tx) {
                  return tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE action = 'user.create'");
              }) == 1);
        app.read([&](read_tx& tx) {
            REQUIRE_FALSE(tx.rows<std::string>("SELECT body FROM idempotency").empty());
            for (const auto& kept : tx.rows<std::string>("SELECT body FROM idempotency"))
                CHECK(kept.find("welcome") == kept.npos);
        });
    });
}

TEST_CASE("the last one who can manage users stays", "[identity]") {
    on_both({}, [](test_app& app) {
        auto& admin = app.as("admin");
        const auto self = "/users/" + admin.id;
        auto check_kept = [&](const kit::answer& refused) {
            CHECK(refused.status == 409);
            CHECK(refused.code == "last_admin");
        };
        check_kept(admin.put(self, roles_body("Ana", R"(["therapist"])"), 1));
        check_kept(admin.put(self, roles_body("Ana", R"(["admin"])", true), 1));
        check_kept(admin.put("/roles/admin", R"({"permissions":["clients.read"]})", 1));
        CHECK(admin.get("/users").status == 200);
        // Somebody invited who has no password yet does not count.
        REQUIRE(admin.post("/users", R"({"login":"eve","name":"Eve","roles":["admin"]})").status == 201);
        check_kept(admin.put(self, roles_body("Ana", R"(["therapist"])"), 1));
        app.as("admin", "Berta");
        CHECK(admin.put(self, roles_body("Ana", R"(["therapist"])"), 1).status == 200);
        CHECK(admin.get("/users").status == 403);
    });
}

TEST_CASE("nobody gives a right that they lack, nor changes somebody who has it", "[identity]") {
    on_both({}, [](test_app& app) {
        new_role(app, "office",
                 {"users.edit", "clients.read", "clients.edit", "appointments.read", "appointments.edit", "visits.start"});
        somebody(app, "olga", {"office"});
        auto admin = app.as("admin").id;
        browser office(app);
        office.sign_in("olga", good_password);
        CHECK(office.post("/users", R"({"login":"desk2","name":"Desk","roles":["front_desk"]})").status == 201);
        for (auto role : {"admin", "therapist"}) {
            auto refused = office.post("/users", R"({"login":"evil","name":"Evil","roles":[")" + std::string(role) + R"("]})");
            CHECK(refused.status == 403);
            CHECK(refused.code == "beyond_own_rights");
        }
        CHECK(number(app,
                     [](read_tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM users WHERE login = 'evil'"); }) == 0);
        const std::string path = "/users/" + admin;
        CHECK(office.post(path + "/link").code == "beyond_own_rights");
        CHECK(office.ask("PUT", path, roles_body("Ana", R"(["admin"])", true), {{"if-match", "\"1\""}}).code ==
              "beyond_own_rights");
        CHECK(
            office.ask("PUT", "/roles/office", R"({"permissions":["users.edit","audit.read"]})", {{"if-match", "\"1\""}}).code ==
            "beyond_own_rights");
        CHECK(office.ask("PUT", "/roles/office", R"({"permissions":["users.edit","clients.read"]})", {{"if-match", "\"1\""}})
                  .status == 200);
        const auto version = number(app, [](read_tx& tx) {
            return tx.value<std::int64_t>("SELECT version FROM roles WHERE id = 'admin'");
        });
        const std::pair<std::string, std::string> if_match{"if-match", "\"" + std::to_string(version) + "\""};
        CHECK(office.ask("PUT", "/roles/admin", R"({"permissions":["users.edit"]})", {if_match}).code == "beyond_own_rights");
        CHECK(office.post(path + "/end-sessions").code == "beyond_own_rights");
        CHECK(app.as("admin").put("/roles/admin", R"({"permissions":["users.edit"]})", version).status == 200);
        CHECK(office.post(path + "/link").code == "beyond_own_rights");
        CHECK(office.post("/users", R"({"login":"evil","name":"Evil","roles":["admin"]})").code == "beyond_own_rights");
        CHECK(app.as("admin").put("/roles/office", R"({"permissions":["users.edit","audit.read"]})", 2).status == 200);
        CHECK(app.as("admin").put("/roles/office", R"({"permissions":["no.such"]})", 3).status == 422);
        CHECK(app.as("admin").put("/roles/office", R"({"permissions":[]})", 1).status == 412);
        CHECK(app.as("admin").put("/roles/nobody", R"({"permissions":[]})", 1).status == 404);
    });
}

TEST_CASE("two who change a user at once do not overwrite each other", "[identity]") {
    on_both({}, [](test_app& app) {
        auto id = somebody(app, "ana", {"front_desk"});
        auto& admin = app.as("admin");
        const auto path = "/users/" + id;
        CHECK(admin.put(path, roles_body("Ana", R"(["front_desk"])")).status == 428);
        CHECK(admin.put(path, roles_body("Ana", R"(["front_desk"])"), 1).status == 200);
        auto late = admin.put(path, roles_body("Anna", R"(["front_desk"])"), 1);
        CHECK(late.status == 412);
        CHECK(late.at("/current/name") == "Ana");
        CHECK(admin.put("/users/00000000-0000-7000-8000-000000000000", roles_body("X", R"(["front_desk"])"), 1).status == 404);
    });
}

TEST_CASE("what a plugin suggests is granted to the roles that exist", "[identity]") {
    on_both({}, [](test_app& app) {
        auto all = app.as("admin").get("/roles");
        REQUIRE(all.count() == 3);
        CHECK(all.at("/0/id") == "admin");
        auto permissions = app.as("admin").get("/permissions");
        CHECK(permissions.count() == 12);
        CHECK(permissions.at("/0/by") == "core");
        CHECK(all.count("/0/permissions") == 12);
    });
}
