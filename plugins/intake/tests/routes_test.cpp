#include "forms.hpp"
#include "small_form.hpp"

#include <lumbar/test/test_app.hpp>

#include <lumbar/health_facts.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;
using kit::visitor;

namespace {

// A client who has been sent the small form, and has opened its link.
struct asked_client {
    explicit asked_client(test_app& on, std::string_view birth_date = "1990-02-03") : app(on) {
        app.write_as("intake", [](write_tx& tx) { REQUIRE(intake::publish(tx, small_form).empty()); });
        client = app.client("Hanna", birth_date);
        auto asked = app.as("front desk").post("/intake/requests", R"({"client":")" + client + "\"}");
        REQUIRE(asked.status == 201);
        response = asked.at("/response");
        url = asked.at("/url");
        opened = app.by_link(url);
    }
    visitor& phone() { return *opened; }

    test_app& app;
    row_id client;
    std::string response;
    std::string url;
    std::optional<visitor> opened;
};

std::string draft(const std::string& answers) { return R"({"answers":)" + answers + "}"; }

std::string signed_with(const std::string& answers, const std::string& names = R"("signed_name":"Hanna Lindqvist")") {
    return R"({"answers":)" + answers + "," + names + "}";
}

const std::string no_answers = R"({"resourceType":"QuestionnaireResponse","status":"in-progress"})";
const std::string submission = "/intake/mine/submission";

}

TEST_CASE("every staff route refuses strangers and the wrong role", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        asked_client hanna(app);
        const std::string client = "/intake/clients/" + hanna.client + "/responses";
        const std::string response = "/intake/responses/" + hanna.response;
        for (const std::string& path : {std::string("/intake/forms"), std::string("/intake/waiting"), client, response}) {
            INFO(path);
            CHECK(app.stranger().get(path).status == 401);
            CHECK(hanna.phone().get(path).status == 401);
            CHECK(app.as("therapist").get(path).status == 200);
        }
        CHECK(app.as("front desk").get("/intake/waiting").status == 200);
        CHECK(app.as("front desk").get(client).status == 403);
        CHECK(app.as("front desk").get(response).status == 403);
        CHECK(app.stranger().post("/intake/requests", R"({"client":")" + hanna.client + "\"}").status == 401);
        CHECK(app.as("front desk").get("/intake/mine").status == 401);
        CHECK(app.stranger().get("/intake/mine").status == 401);
    });
}

TEST_CASE("the form that comes with Lumbar is there when the plugin is switched on", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        auto forms = app.as("front desk").get("/intake/forms");
        REQUIRE(forms.count() == 1);
        CHECK(forms.at("/0/name") != "");
        CHECK(app.as("front desk").get("/intake/forms/" + forms.at("/0/id")).at("/questionnaire/resourceType") ==
              "Questionnaire");
        CHECK(app.as("front desk").get("/intake/forms/01890000-0000-7000-8000-000000000000").code == "form_not_found");
    });
}

TEST_CASE("a request names its faults", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        auto ask = [&](const std::string& body) { return app.as("front desk").post("/intake/requests", body); };
        CHECK(ask(R"({"client":"01890000-0000-7000-8000-000000000000"})").code == "client_not_found");
        row_id hanna = app.client("Hanna");
        row_id visit = app.appointment(app.client("Ben"));
        auto wrong = ask(R"({"client":")" + hanna + R"(","appointment":")" + visit + "\"}");
        CHECK(wrong.status == 422);
        CHECK(wrong.pointers == std::vector<std::string>{"/appointment"});
    });
}

TEST_CASE("an admin says how long a form's link works", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        const std::string hanna = R"({"client":")" + app.client("Hanna").str() + "\"}";
        auto expiry = [&] { return app.as("front desk").post("/intake/requests", hanna).at("/expires_at"); };
        CHECK(expiry() == to_text(app.now() + std::chrono::days(14)));
        CHECK(app.as("admin").put("/plugins/intake/settings", R"({"link_days":3})", 1).status == 200);
        CHECK(expiry() == to_text(app.now() + std::chrono::days(3)));
    });
}

TEST_CASE("a client fills in, saves and sends the form once", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        asked_client hanna(app);
        auto mine = hanna.phone().get("/intake/mine");
        REQUIRE(mine.status == 200);
        CHECK(mine.at("/questionnaire/title") == "Health form");
        CHECK(mine.at("/minor") == "false");
        CHECK(mine.version == 1);

        CHECK(hanna.phone().put("/intake/mine", draft(no_answers)).status == 428);
        auto saved = hanna.phone().put("/intake/mine", draft(good_answers), 1);
        CHECK(saved.status == 200);
        CHECK(saved.version == 2);
        auto stale = hanna.phone().put("/intake/mine", draft(no_answers), 1);
        CHECK(stale.status == 412);
        CHECK(stale.at("/current/version") == "2");
        CHECK(hanna.phone().get("/intake/mine").at("/status") == "in_progress");

        auto sent = hanna.phone().post(submission, signed_with(good_answers));
        CHECK(sent.status == 200);
        CHECK(sent.at("/status") == "submitted");
        auto again = hanna.phone().post(submission, signed_with(good_answers));
        CHECK((again.code == "form_already_submitted" || again.status == 401));
        app.read([&](read_tx& tx) { CHECK(facts_of(tx, hanna.client).size() == 4); });

        auto read = app.as("therapist").get("/intake/responses/" + hanna.response);
        CHECK(read.at("/verified") == "true");
        CHECK(read.at("/signed_name") == "Hanna Lindqvist");
        CHECK(read.at("/answers/item/0/item/0/answer/0/valueString") == "Zoë <b>O'Neill</b>--");
        CHECK(app.stranger().get(hanna.url.substr(hanna.url.find("/f/"))).status != 200);
    });
}

TEST_CASE("sending is refused with every missing field named", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        asked_client hanna(app);
        auto refused = hanna.phone().post(submission, signed_with(no_answers, R"("signed_name":"  ")"));
        CHECK(refused.status == 422);
        CHECK(refused.pointers == std::vector<std::string>{"/name", "/sciatica", "/agree", "/signed_name"});
        CHECK_THAT(refused.json, Catch::Contains("Do you have sciatica?"));
        CHECK(hanna.phone().get("/intake/mine").at("/status") == "requested");
    });
}

TEST_CASE("somebody under age signs with a guardian", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        asked_client ida(app, "2015-06-01");
        CHECK(ida.phone().get("/intake/mine").at("/minor") == "true");
        auto alone = ida.phone().post(submission, signed_with(good_answers));
        CHECK(alone.pointers == std::vector<std::string>{"/guardian_name", "/guardian_signature"});
        auto both = R"("signed_name":"Ida L","guardian_name":"Hanna Lindqvist","guardian_signature":"Hanna Lindqvist")";
        CHECK(ida.phone().post(submission, signed_with(good_answers, both)).status == 200);
        app.read([&](read_tx& tx) {
            auto facts = facts_of(tx, ida.client);
            REQUIRE_FALSE(facts.empty());
            CHECK(facts.back().code == "guardian-consent");
            CHECK(facts.back().text == "Hanna Lindqvist");
        });
    });
}

TEST_CASE("a client's link reaches nobody else's form", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        asked_client hanna(app);
        row_id ben = app.client("Ben");
        auto asked = app.as("front desk").post("/intake/requests", R"({"client":")" + ben + "\"}");
        visitor bens = app.by_link(asked.at("/url"));
        CHECK(bens.put("/intake/mine", draft(good_answers), 1).status == 200);
        CHECK(hanna.phone().get("/intake/mine").at("/status") == "requested");
        CHECK(hanna.phone().get("/intake/responses/" + asked.at("/response")).status == 401);
        CHECK(app.as("therapist").get("/intake/responses/" + hanna.response).at("/status") == "requested");
    });
}

TEST_CASE("a link ends with its time, its withdrawal and the next link", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        auto opens = [&](const std::string& url) { return app.by_link(url).get("/intake/mine").status; };
        asked_client hanna(app);
        auto next = app.as("front desk").post("/intake/requests", R"({"client":")" + hanna.client + "\"}");
        CHECK(next.at("/response") == hanna.response);
        CHECK(opens(hanna.url) == 401);
        CHECK(opens(next.at("/url")) == 200);
        app.move_clock(std::chrono::hours(24 * 15));
        CHECK(opens(next.at("/url")) == 401);

        auto third = app.as("front desk").post("/intake/requests", R"({"client":")" + hanna.client + "\"}");
        CHECK(app.as("front desk").post("/intake/responses/" + hanna.response + "/withdrawal").status == 204);
        CHECK(opens(third.at("/url")) == 401);
    });
}

TEST_CASE("another device shows the answers only after the birth date", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        asked_client hanna(app);
        hanna.phone().put("/intake/mine", draft(good_answers), 1);
        visitor tablet = app.by_link(hanna.url);
        CHECK(tablet.get("/intake/mine").code == "birth_date_needed");
        CHECK_FALSE(tablet.put("/intake/mine", draft(no_answers), 2).status == 200);
        CHECK_THAT(hanna.phone().get("/intake/mine").json, Catch::Contains("O'Neill"));
    });
}

TEST_CASE("a body of two megabytes is refused", "[intake]") {
    test_app app{"intake"};
    asked_client hanna(app);
    std::string large = good_answers;
    large.replace(large.find("ramipril"), 8, std::string(2 * 1024 * 1024, 'x'));
    CHECK(hanna.phone().put("/intake/mine", draft(large), 1).status == 413);
}

TEST_CASE("the desk sees which visits of a day wait for a form", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        row_id hanna = app.client("Hanna");
        row_id visit = app.appointment(hanna);
        app.deliver_events();
        auto waiting = app.as("front desk").get("/intake/waiting");
        REQUIRE(waiting.count() == 1);
        CHECK(waiting.at("/0/appointment") == visit.str());
        CHECK(waiting.at("/0/status") == "requested");
        CHECK(app.as("front desk").get("/intake/waiting?date=2026-11-24").count() == 0);
        CHECK(app.as("front desk").get("/intake/waiting?date=tomorrow").status == 422);
        CHECK_THAT(app.as("front desk").get("/board").json, Catch::Contains("Intake form not filled in"));
    });
}

TEST_CASE("sending and reading a form are in the audit log", "[intake]") {
    on_both({"intake"}, [](test_app& app) {
        asked_client hanna(app);
        hanna.phone().post(submission, signed_with(good_answers));
        app.as("therapist").get("/intake/responses/" + hanna.response);
        auto log = app.as("admin").get("/audit?client=" + hanna.client);
        for (const char* action : {"intake.request", "intake.submit", "intake.read"})
            CHECK_THAT(log.json, Catch::Contains(action));
        CHECK_THAT(log.json, !Catch::Contains("apixaban"));
    });
}
