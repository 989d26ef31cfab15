#include "answers.hpp"
#include "forms.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace intake;

TEST_CASE("the form that comes with Lumbar can be published", "[intake]") {
    REQUIRE_FALSE(own_forms().empty());
    for (std::string_view text : own_forms()) {
        auto parsed = parse_questionnaire(text);
        for (const auto& fault : parsed.refused) UNSCOPED_INFO(fault.detail);
        CHECK(parsed.refused.empty());
        for (const item& step : parsed.form.items) CHECK(step.type == item_type::group);
    }
}

TEST_CASE("in Lumbar's own form no safety question can be left out", "[intake]") {
    auto parsed = parse_questionnaire(own_forms().front());
    std::set<std::string> required;
    for (const auto& fault : missing_answers(parsed.form, {})) required.insert(fault.pointer);
    each_open(parsed.form, {}, [&](const item& question, const std::vector<const item*>&) {
        for (const fact_code& fact : question.facts)
            if (!fact.code.empty()) CHECK(required.contains("/" + question.link_id));
    });
    CHECK(required.size() > 100);
}
