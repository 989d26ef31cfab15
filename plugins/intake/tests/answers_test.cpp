#include "answer_facts.hpp"
#include "answers.hpp"
#include "small_form.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace intake;

namespace {

const questionnaire& form() {
    static const questionnaire parsed = parse_questionnaire(small_form).form;
    return parsed;
}

// A response with these items of the group "health", or of another.
std::string answering(const std::string& items, const std::string& group = "health") {
    return R"({"resourceType":"QuestionnaireResponse","status":"in-progress","item":[{"linkId":")" + group + R"(","item":[)" +
           items + "]}]}";
}

std::vector<std::string> pointers(const std::vector<field_problem>& faults) {
    std::vector<std::string> all;
    for (const auto& fault : faults) all.push_back(fault.pointer);
    return all;
}

std::string yes_then(const std::string& follow_ups) {
    return answering(R"({"linkId":"sciatica","answer":[{"valueCoding":{"code":"yes"},"item":[)" + follow_ups + "]}]}");
}

}

TEST_CASE("an unfinished form may lack answers but not hold wrong ones", "[intake]") {
    CHECK(read_response(form(), R"({"resourceType":"QuestionnaireResponse"})").faults.empty());
    auto refused = [](const std::string& response, const std::string& pointer) {
        CHECK(pointers(read_response(form(), response).faults) == std::vector<std::string>{pointer});
    };
    refused(answering(R"({"linkId":"sciatica","answer":[{"valueCoding":{"code":"maybe"}}]})"), "/sciatica");
    refused(answering(R"({"linkId":"sciatica","answer":[{"valueBoolean":true}]})"), "/sciatica");
    refused(answering(R"({"linkId":"pain-now","answer":[{"valueInteger":11}]})", "about"), "/pain-now");
    refused(answering(R"({"linkId":"pain-now","answer":[{"valueInteger":1.5}]})", "about"), "/pain-now");
    refused(answering(R"({"linkId":"birth-date","answer":[{"valueDate":"2026-02-30"}]})", "about"), "/birth-date");
    refused(answering(R"({"linkId":"name","answer":[{"valueString":"a name of more than 20"}]})", "about"), "/name");
    refused(answering(R"({"linkId":"name","answer":[{"valueString":"a"},{"valueString":"b"}]})", "about"), "/name");
    refused(answering(R"({"linkId":"nothing","answer":[{"valueString":"a"}]})"), "");
    refused(answering(R"({"linkId":"name","answer":[{"valueString":"in the wrong group"}]})"), "");
    refused(R"({"resourceType":"Patient"})", "");
    refused("no JSON", "");
}

TEST_CASE("a length is counted in characters, not in bytes", "[intake]") {
    auto faults = [](const std::string& name) {
        return read_response(form(), answering(R"({"linkId":"name","answer":[{"valueString":")" + name + R"("}]})", "about"))
            .faults.size();
    };
    CHECK(faults("Zoë Ångström Łęcka 2") == 0);
    CHECK(faults("Zoë Ångström Łęcka 20") == 1);
}

TEST_CASE("blank text is no answer", "[intake]") {
    auto read = read_response(form(), answering(R"({"linkId":"medicines","answer":[{"valueString":" \n "}]})"));
    CHECK(read.faults.empty());
    CHECK_FALSE(read.given.contains("medicines"));
}

TEST_CASE("answers to closed questions are dropped", "[intake]") {
    auto read = read_response(form(), answering(R"({"linkId":"sciatica","answer":[{"valueCoding":{"code":"no"},"item":[
        {"linkId":"sciatica-days","answer":[{"valueInteger":12}]}]}]},
        {"linkId":"pregnant","answer":[{"valueBoolean":false}]},{"linkId":"weeks","answer":[{"valueDecimal":8.5}]})"));
    REQUIRE(read.faults.empty());
    CHECK(read.given.contains("weeks"));
    auto open = open_answers(form(), read.given);
    CHECK(open.contains("sciatica"));
    CHECK_FALSE(open.contains("sciatica-days"));
    CHECK_FALSE(open.contains("weeks"));
}

TEST_CASE("every required question that is open and unanswered is named", "[intake]") {
    CHECK(pointers(missing_answers(form(), {})) == std::vector<std::string>{"/name", "/sciatica", "/agree"});
    answers some = read_response(form(), yes_then("")).given;
    some["pregnant"] = {value(true)};
    auto missing = missing_answers(form(), open_answers(form(), some));
    CHECK(pointers(missing) == std::vector<std::string>{"/name", "/sciatica-examined", "/weeks", "/agree"});
    CHECK_THAT(missing[1].detail, Catch::StartsWith("Has a professional examined it?"));
    some["agree"] = {value(false)};
    CHECK(pointers(missing_answers(form(), open_answers(form(), some))).back() == "/agree");
}

TEST_CASE("answers are written as they were read, and always alike", "[intake]") {
    auto given = read_response(form(), good_answers).given;
    std::string once = write_response(form(), given, "completed");
    auto again = read_response(form(), once);
    CHECK(again.faults.empty());
    CHECK(again.given == given);
    CHECK(write_response(form(), again.given, "completed") == once);
    CHECK_THAT(once, Catch::Contains("Zoë <b>O'Neill</b>--"));
}

TEST_CASE("answers become health facts with their details", "[intake]") {
    auto facts = facts_from(form(), read_response(form(), good_answers).given, "intake:c/r");
    REQUIRE(facts.size() == 4);
    CHECK(facts[0].code == "sciatica");
    CHECK(facts[0].status == fact_status::present);
    CHECK(facts[0].source == "intake:c/r#sciatica");
    CHECK(facts[0].details == std::vector<fact_detail>{{"assessed_by_professional", "no"}, {"days_since", "12"}});
    CHECK(facts[1].code == "pregnancy");
    CHECK(facts[1].status == fact_status::unknown);  // asked, not answered
    CHECK(facts[2].text == "apixaban 5 mg");
    CHECK(facts[3].text == "ramipril");
    CHECK(facts[3].kind == fact_kind::medication);
}

TEST_CASE("each choice gives a fact its status", "[intake]") {
    auto status = [](const std::string& code) {
        answers given{{"sciatica", {value(code)}}};
        return facts_from(form(), given, "s").front().status;
    };
    CHECK(status("yes") == fact_status::present);
    CHECK(status("no") == fact_status::absent);
    CHECK(status("past") == fact_status::past);
    CHECK(status("family") == fact_status::family);
    CHECK(status("not_sure") == fact_status::unknown);
    CHECK(status("prefer_not_to_say") == fact_status::unknown);
}

TEST_CASE("a word for nothing is no medicine", "[intake]") {
    for (const char* word : {"None", "no.", "-", "n/a"}) {
        auto facts = facts_from(form(), {{"medicines", {value(std::string(word))}}}, "s");
        CHECK(std::none_of(facts.begin(), facts.end(), [](const health_fact& f) { return f.kind == fact_kind::medication; }));
    }
}
