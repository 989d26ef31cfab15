#include "questionnaire.hpp"
#include "small_form.hpp"

#include <catch2/catch.hpp>

using namespace intake;

namespace {

std::string with_item(const std::string& item) {
    return R"({"resourceType":"Questionnaire","name":"n","title":"t","item":[)" + item + "]}";
}

// All that is wrong with a form of this one item, in one text; each fault must name the item.
std::string faults_of(const std::string& item) {
    std::string all;
    for (const auto& fault : parse_questionnaire(with_item(item)).refused) {
        CHECK(fault.pointer == "/x");
        CHECK_THAT(fault.detail, Catch::StartsWith("Item x: "));
        all += fault.detail + "\n";
    }
    return all;
}

}

TEST_CASE("a form that keeps to the list is read whole", "[intake]") {
    auto parsed = parse_questionnaire(small_form);
    for (const auto& fault : parsed.refused) UNSCOPED_INFO(fault.detail);
    REQUIRE(parsed.refused.empty());
    CHECK(parsed.form.title == "Health form");
    REQUIRE(parsed.form.items.size() == 3);
    const item& pain = parsed.form.items[0].items[2];
    CHECK(pain.least == value(std::int64_t{0}));
    CHECK(pain.most == value(std::int64_t{10}));
    const item& sciatica = parsed.form.items[1].items[0];
    CHECK(sciatica.facts.front().code == "sciatica");
    CHECK(sciatica.items[0].detail == "assessed_by_professional");
    CHECK(sciatica.items[0].conditions.front().expected == value(std::string("yes")));
}

TEST_CASE("what a form may not hold is refused with the item named", "[intake]") {
    auto check = [](const std::string& item, const std::string& words) { CHECK_THAT(faults_of(item), Catch::Contains(words)); };
    check(R"({"linkId":"x","text":"X","type":"reference"})", "\"reference\" is not supported");
    check(R"({"linkId":"x","text":"X","type":"string","initial":[{"valueString":"a"}]})", "initial");
    check(R"({"linkId":"x","text":"X","type":"string","extension":[{"url":"http://example.org/other"}]})",
          "http://example.org/other");
    check(R"({"linkId":"x","text":"X","type":"choice"})", "answerOption");
    check(R"({"linkId":"x","text":"X","type":"choice","answerOption":[{"valueString":"a"}]})", "valueString");
    check(R"({"linkId":"x","text":"X","type":"string","enableWhen":[{"question":"y","operator":"=","answerString":"a"}]})",
          "come before");
    check(R"({"linkId":"x","text":"X","type":"group"})", "needs items");
    check(R"({"linkId":"x","text":"X","type":"integer","maxLength":3})", "maxLength");
    check(R"({"linkId":"x","text":"X","type":"boolean","code":[{"system":"urn:lumbar:detail","code":"d"}]})", "below a question");
    check(R"({"linkId":"x","text":"X","type":"boolean","code":[{"system":"urn:lumbar:fact:mood","code":"d"}]})",
          "no kind of fact");
    check(R"({"linkId":"x","text":"X","type":"boolean","repeats":true})", "repeat");
}

TEST_CASE("a form that is no Questionnaire at all is refused", "[intake]") {
    CHECK_FALSE(parse_questionnaire("").refused.empty());
    CHECK_FALSE(parse_questionnaire("[]").refused.empty());
    CHECK_FALSE(parse_questionnaire(R"({"resourceType":"Patient"})").refused.empty());
    auto twice =
        parse_questionnaire(with_item(R"({"linkId":"x","text":"X","type":"string"},{"linkId":"x","text":"Y","type":"string"})"));
    REQUIRE(twice.refused.size() == 1);
    CHECK_THAT(twice.refused.front().detail, Catch::Contains("used twice"));
}
