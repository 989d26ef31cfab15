#include <lumbar/test/test_app.hpp>

#include <lumbar/health_facts.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;

namespace {

void answer_form(test_app& app, const row_id& client, std::vector<std::pair<std::string, fact_status>> facts) {
    app.write([&](write_tx& tx) {
        std::vector<health_fact> list;
        for (auto& [code, status] : facts) {
            health_fact f;
            f.code = code;
            f.status = status;
            f.source = "intake:1#" + code;
            list.push_back(std::move(f));
        }
        replace_facts(tx, client, "intake:", list);
    });
    app.deliver_events();
}

std::string finding_id(test_app& app, const std::string& visit, std::string_view entry) {
    const auto all = app.as("therapist").get("/contraindications/appointments/" + visit);
    for (std::size_t i = 0; i < all.count("/findings"); ++i)
        if (all.at("/findings/" + std::to_string(i) + "/entry") == entry) return all.at("/findings/" + std::to_string(i) + "/id");
    return {};
}

}

TEST_CASE("findings are for those who may read health answers", "[contraindications][routes]") {
    on_both({"contraindications"}, [](test_app& app) {
        const auto client = app.client();
        const auto path = "/contraindications/clients/" + client;
        CHECK(app.as("therapist").get(path).status == 200);
        CHECK(app.as("front desk").get(path).status == 403);
        CHECK(app.stranger().get(path).status == 401);
        CHECK(app.as("therapist").get("/contraindications/clients/01890000-0000-7000-8000-000000000000").code ==
              "client_not_found");
    });
}

TEST_CASE("a booking is checked, and what it finds is answered before the session starts", "[contraindications][routes]") {
    on_both({"contraindications"}, [](test_app& app) {
        const auto client = app.client();
        answer_form(app, client, {{"sciatica", fact_status::present}});
        const auto visit = app.appointment(client).str();
        app.deliver_events();
        auto& therapist = app.as("therapist");
        const auto path = "/contraindications/appointments/" + visit;
        CHECK(therapist.get(path).at("/screening/screened") == "true");
        const auto id = finding_id(app, visit, "sciatica");
        REQUIRE_FALSE(id.empty());

        REQUIRE(app.as("front desk").post("/appointments/" + visit + "/check-in", "{}").status < 300);
        CHECK(therapist.post("/appointments/" + visit + "/start", "{}").code == "visit_blocked");
        const auto answer = "/contraindications/findings/" + id + "/answer";
        CHECK(app.as("front desk").post(answer, R"({"answer":"proceed","reason":"fine"})").status == 403);
        CHECK(therapist.post(answer, R"({"answer":"proceed","reason":""})").status == 422);
        CHECK(therapist.post(answer, R"({"answer":"maybe","reason":"x"})").status == 422);
        CHECK(therapist.post(answer, R"({"answer":"proceed","reason":"seen by her physiotherapist"})").status == 200);
        CHECK(therapist.post("/appointments/" + visit + "/start", "{}").status == 200);
    });
}

TEST_CASE("a refer is answered with do not treat or needs letter only", "[contraindications][routes]") {
    on_both({"contraindications"}, [](test_app& app) {
        const auto client = app.client();
        answer_form(app, client, {{"chest-pressure", fact_status::present}});
        const auto visit = app.appointment(client).str();
        app.deliver_events();
        const auto answer = "/contraindications/findings/" + finding_id(app, visit, "acute-coronary-suspected") + "/answer";
        CHECK(app.as("therapist").post(answer, R"({"answer":"proceed","reason":"she feels fine"})").code ==
              "answer_not_possible");
        CHECK(app.as("therapist").post(answer, R"({"answer":"do_not_treat","reason":""})").status == 200);
        app.as("front desk").post("/appointments/" + visit + "/check-in", "{}");
        CHECK(app.as("admin").post("/appointments/" + visit + "/start", R"({"override_reason":"please"})").code ==
              "visit_blocked");
    });
}

TEST_CASE("without answers a visit is not screened, and new answers check it again", "[contraindications][routes]") {
    on_both({"contraindications"}, [](test_app& app) {
        const auto client = app.client();
        const auto visit = app.appointment(client).str();
        app.deliver_events();
        auto& therapist = app.as("therapist");
        CHECK(therapist.get("/appointments/" + visit).at("/screened") == "false");
        CHECK(therapist.get("/appointments/" + visit).at("/screening_reason") == "No health answers yet");
        answer_form(app, client, {{"fever", fact_status::present}});
        CHECK(therapist.get("/appointments/" + visit).at("/screened") == "true");
        CHECK(therapist.get("/appointments/" + visit).at("/alerts/stop") == "1");
        CHECK(therapist.post("/contraindications/appointments/" + visit + "/screening").at("/screening/clear") == "false");
    });
}
