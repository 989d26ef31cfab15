#include "tests/core/clinic/asked_plugins.hpp"
#include "tests/core/clinic/small_clinic.hpp"

#include "core/src/clinic/routes.hpp"
#include <lumbar/test/backends.hpp>

#include <lumbar/body_regions.hpp>
#include <lumbar/calendar.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <set>

using namespace lumbar;
using namespace lumbar::clinic_test;

namespace {

// Asks a route as the kernel does, from the parsed path on: fields, rules, then the handler in a transaction.
struct asking {
    database& db;
    http_verb verb;
    std::string path;
    std::vector<std::pair<std::string, std::string>> parameters = {};
    std::vector<std::pair<std::string, std::string>> queries = {};
    std::optional<std::int64_t> version = {};

    response send(std::string_view json = "") const {
        const auto row =
            std::ranges::find_if(practice::routes, [&](const route& one) { return one.method == verb && one.path == path; });
        REQUIRE(row != practice::routes.end());
        request req;
        req.parameters = parameters;
        req.queries = queries;
        req.expected_version = version;
        std::shared_ptr<void> body;
        if (row->body) {
            body = std::shared_ptr<void>(row->create_body(), row->destroy_body);
            if (auto faults = read_json(json, *row->body, body.get()); !faults.empty()) return invalid(faults);
            problems list;
            if (row->check_body) row->check_body(body.get(), list);
            if (!list.list().empty()) return invalid(list.list());
        }
        if (row->kind == detail::handler_kind::read)
            return db.read(system_caller(), [&](read_tx& tx) { return row->run(req, body.get(), &tx); });
        return db.write(system_caller(), [&](write_tx& tx) { return row->run(req, body.get(), &tx); });
    }
};

bool says(const response& answer, std::string_view text) { return answer.body.find(text) != answer.body.npos; }

}

TEST_CASE("bodies that cannot be right are refused field by field", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const asking add{db, http_verb::post, "/clients"};
        CHECK(add.send(R"({"given_name":"Zoë","family_name":"","birth_date":"1979-03-12","phone":"087 1234567"})").status == 201);
        for (const std::string_view wrong :
             {R"({"given_name":" "})", R"({"given_name":"A\u0007b"})", R"({"given_name":"a\u202eb"})",
              R"({"given_name":"Ana","birth_date":"2019-02-30"})", R"({"given_name":"Ana","birth_date":"2999-01-01"})",
              R"({"given_name":"Ana","email":"nobody"})", R"({"given_name":"Ana","phone":"call me"})",
              R"({"given_name":"Ana","age":3})"}) {
            INFO(wrong);
            CHECK(add.send(wrong).status == 422);
        }
        const auto long_name =
            add.send(R"({"given_name":")" + std::string(201, 'a') + R"(","note":")" + std::string(4001, 'b') + "\"}");
        CHECK(says(long_name, "/given_name"));
        CHECK(says(long_name, "/note"));

        const asking service{db, http_verb::post, "/services"};
        const auto refused =
            service.send(R"({"name":"","minutes":4,"price_cents":-1,"modality":"magic","areas":["back","wing"]})");
        for (const auto* pointer : {"/name", "/minutes", "/price_cents", "/modality", "/areas/1"}) CHECK(says(refused, pointer));
        const asking person{db, http_verb::post, "/practitioners"};
        CHECK(says(person.send(R"({"name":"Eve","hours":[{"weekday":8,"from_minute":600,"to_minute":540,"is_break":false}]})"),
                   "/hours/0/weekday"));
        CHECK(says(person.send(R"({"name":"Eve","hours":[{"weekday":1,"from_minute":540,"to_minute":600,"is_break":false},
            {"weekday":1,"from_minute":570,"to_minute":660,"is_break":false}]})"),
                   "/hours/1"));
        CHECK(person.send(R"({"name":"Eve","room":"01890000-0000-7000-8000-00000000dead"})").status == 422);
    });
}

TEST_CASE("a record that changed meanwhile is not overwritten", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto id = clinic.client("Ana", "Silva").str();
        const auto put = [&](std::int64_t version) {
            return asking{db, http_verb::put, "/clients/{client}", {{"client", id}}, {}, version}.send(
                R"({"given_name":"Hanna","family_name":"Silva"})");
        };
        const auto first = put(1);
        CHECK(first.status == 200);
        CHECK(first.version == 2);
        const auto second = put(1);
        CHECK(second.status == 412);
        CHECK(says(second, "changed_meanwhile"));
        CHECK(clinic.found("hanna") == std::vector<std::string>{"Hanna Silva"});
        CHECK(clinic.found("ana").empty());
        CHECK(asking{db, http_verb::put, "/rooms/{room}", {{"room", std::string(clinic.room1.str())}}, {}, 1}
                  .send(R"({"name":"Garden room"})")
                  .status == 200);
        CHECK(asking{db, http_verb::put, "/rooms/{room}", {{"room", std::string(clinic.room1.str())}}, {}, 1}
                  .send(R"({"name":"Attic"})")
                  .status == 412);
        CHECK(asking{db, http_verb::put, "/clinic", {}, {}, 1}
                  .send(R"({"name":"Test","zone":"Mars/Olympus","currency":"EUR"})")
                  .status == 422);
        CHECK(asking{db, http_verb::get, "/clients/{client}", {{"client", "nonsense"}}}.send().status == 404);
    });
}

TEST_CASE("booking answers 201, 409 with the reason, or 422, and starting names the guards' reasons", "[clinic]") {
    kit::for_each_backend([](database& db) {
        plugins() = {};
        small_clinic clinic(db);
        const auto at = to_text(moment_of(plus_days(day_of(db.now(), "Europe/Dublin"), 3), 600, "Europe/Dublin"));
        const auto booking = [&](const row_id& client, std::string_view when) {
            return asking{db, http_verb::post, "/appointments"}.send(
                R"({"client":")" + client + R"(","service":")" + clinic.massage + R"(","practitioner":")" +
                clinic.amara + R"(","room":null,"starts_at":")" + std::string(when) + R"(","note":""})");
        };
        const auto made = booking(clinic.client("Ana"), at);
        CHECK(made.status == 201);
        CHECK(made.version == 1);
        CHECK_FALSE(says(made, "warning"));
        const auto clash = booking(clinic.client("Ben"), at);
        CHECK(clash.status == 409);
        CHECK(says(clash, "\"practitioner_taken\""));
        CHECK(booking(clinic.client("Cleo"), "2026-02-30T10:00:00Z").status == 422);

        const auto id = made.body.substr(made.body.find("\"id\":\"") + 6, 36);
        const auto step = [&](std::string path, std::string_view json = "") {
            return asking{db, http_verb::post, "/appointments/{appointment}/" + path, {{"appointment", id}}}.send(json);
        };
        CHECK(step("start", "{}").status == 409);
        CHECK(step("check-in").status == 200);
        plugins().reasons = {{"unanswered_finding", "One alert has no answer.", true, "contraindications"}};
        const auto blocked = step("start", "{}");
        CHECK(blocked.status == 409);
        CHECK(says(blocked, "\"visit_blocked\""));
        CHECK(says(blocked, R"("reasons":[{"code":"unanswered_finding","detail":"One alert has no answer.")"));
        CHECK(blocked.body.back() == '}');
        CHECK(asking{db, http_verb::post, "/appointments/{appointment}/confirm", {{"appointment", id}}, {}, 1}.send().status ==
              412);
        const auto shown = asking{db, http_verb::get, "/appointments/{appointment}", {{"appointment", id}}}.send();
        CHECK(shown.status == 200);
        CHECK(says(shown, "\"status\":\"arrived\""));
        CHECK(asking{db, http_verb::get, "/board", {}, {{"date", "2026-02-30"}}}.send().status == 422);
    });
}

TEST_CASE("there are 84 body regions, and every group is made of them", "[clinic]") {
    CHECK(body_regions().size() == 84);
    CHECK(std::ranges::count(body_regions(), "midline", &body_region::side) == 12);
    CHECK(regions_in("full-body").size() == 84);
    CHECK(regions_in("legs").size() == 16);
    CHECK(regions_in("calf-left") == std::vector<std::string>{"calf-left"});
    CHECK(regions_in("site").empty());
    for (const auto* group : {"back", "neck", "arms", "feet", "spine", "calves"})
        for (const auto& region : regions_in(group)) CHECK(is_body_region(region));
}

TEST_CASE("wall clocks and moments agree, in the gap and in the doubled hour too", "[clinic]") {
    CHECK(zone_exists("Europe/Dublin"));
    CHECK_FALSE(zone_exists("Mars/Olympus"));
    CHECK_FALSE(zone_exists(""));
    CHECK_THROWS_AS(day_of({0}, "Mars/Olympus"), std::invalid_argument);
    const auto text = [](const char* day, int minute) { return to_text(moment_of({day}, minute, "Europe/Dublin")); };
    CHECK(text("2026-07-01", 600) == "2026-07-01T09:00:00.000Z");
    CHECK(text("2026-03-29", 90) == "2026-03-29T01:00:00.000Z");
    CHECK(text("2026-10-25", 90) == "2026-10-25T00:30:00.000Z");
    CHECK(text("2026-12-31", 1440) == "2027-01-01T00:00:00.000Z");
    utc_ms late;
    REQUIRE(from_text("2026-06-30T23:30:00Z", late));
    CHECK(day_of(late, "Europe/Dublin").text == "2026-07-01");
    CHECK(minute_of_day(late, "Europe/Dublin") == 30);
    CHECK(weekday_of({"2026-11-22"}) == 7);
    CHECK(plus_days({"2028-02-28"}, 1).text == "2028-02-29");
    client born;
    born.birth_date = calendar_date{"2008-11-23"};
    CHECK(age_on(born, {"2026-11-22"}) == 17);
    CHECK(age_on(born, {"2026-11-23"}) == 18);
    CHECK_FALSE(age_on(client{}, {"2026-11-23"}));
}
