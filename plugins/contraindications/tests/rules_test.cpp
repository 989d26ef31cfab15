#include "asking.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

using namespace contraindications;
namespace json = boost::json;

namespace {

json::value shipped() { return json::parse(shipped_rules_file()); }

json::object& entry_named(json::value& file, std::string_view id) {
    for (json::value& e : file.at("entries").as_array())
        if (e.at("id").as_string() == id) return e.as_object();
    throw std::logic_error("no such entry");
}

std::string refusal(const json::value& file) {
    try {
        read_rules(json::serialize(file));
        return "";
    } catch (const bad_rules& refused) {
        return refused.what();
    }
}

void collect_codes(const json::value& item, std::vector<std::string>& facts, std::vector<std::string>& found_details) {
    if (const auto* codes = item.as_object().if_contains("code"))
        for (const json::value& c : codes->as_array()) {
            const std::string system(c.at("system").as_string()), code(c.at("code").as_string());
            if (system == "urn:lumbar:detail")
                found_details.push_back(code);
            else if (!code.empty())
                facts.push_back(code);
        }
    if (const auto* items = item.as_object().if_contains("item"))
        for (const json::value& i : items->as_array()) collect_codes(i, facts, found_details);
}

}

TEST_CASE("the rules are a draft that names its version and every source", "[rules]") {
    const rule_book& book = rules().book;
    CHECK(book.version == "1.0");
    CHECK(book.status == "draft, needs a named approver");
    CHECK(book.entries.size() == 183);
    CHECK(book.medicines.size() == 19);
    for (const entry& e : book.entries) {
        INFO(e.id);
        CHECK_FALSE(e.sources.empty());
        CHECK_FALSE(e.questions.empty());
        for (const tier_rule& row : e.tiers) CHECK_FALSE(row.advice.empty());
    }
}

TEST_CASE("a bad rules file is refused with the entry and the member named", "[rules]") {
    auto file = shipped();
    entry_named(file, "sciatica")["colour"] = "red";
    CHECK(refusal(file) == "entry sciatica/colour: is not known");

    file = shipped();
    entry_named(file, "sciatica")["tiers"].as_array()[0].as_object()["when"] =
        json::parse(R"({"detail":["sciatica","examined"],"is":"yes"})");
    CHECK(refusal(file) == "entry sciatica/tiers/0/when/detail: no detail is called 'examined'");

    file = shipped();
    entry_named(file, "fever")["tiers"].as_array()[0].as_object()["when"] = json::parse(R"({"fact":"feever"})");
    CHECK(refusal(file) == "entry fever/tiers/0/when/fact: nothing is called 'feever'");

    file = shipped();
    entry_named(file, "fever")["tiers"].as_array()[0].as_object()["or_missing"] = true;
    CHECK(refusal(file) == "entry fever/tiers/0/or_missing: a missing answer alone never makes a refer");

    file = shipped();
    entry_named(file, "gout")["regions"] = json::array{"elsewhere"};
    CHECK(refusal(file) == "entry gout/regions: no region or group is called 'elsewhere'");

    file = shipped();
    entry_named(file, "gout").erase("tiers");
    CHECK(refusal(file) == "entry gout/tiers: is missing");

    file = shipped();
    entry_named(file, "gout")["sources"] = json::parse(R"([{"ref":"somebody","says":"so"}])");
    CHECK(refusal(file) == "entry gout/sources/0/ref: no source is called 'somebody'");

    file = shipped();
    entry_named(file, "angina")["tiers"].as_array()[0].as_object()["when"] = json::parse(R"({"fact":"fever","age":{"below":3}})");
    CHECK(refusal(file).find("one condition has one operator") != std::string::npos);

    CHECK_THROWS_AS(read_rules("{"), bad_rules);
}

TEST_CASE("every question of the health form speaks the rules' vocabulary", "[rules][form]") {
    const json::value form = json::parse(file_text(plugin_folder.parent_path() / "intake" / "forms" / "massage-intake.json"));
    std::vector<std::string> facts, found_details;
    for (const json::value& step : form.at("item").as_array()) collect_codes(step, facts, found_details);
    for (const std::string& code : facts) {
        INFO(code);
        CHECK(rules().book.knows(code));
    }
    for (const std::string& name : found_details) {
        INFO(name);
        CHECK(rules().book.details.contains(name));
    }
    CHECK(facts.size() >= 60);
    for (const std::string& code : rules().book.today) {
        INFO(code);
        CHECK(std::find(facts.begin(), facts.end(), code) != facts.end());
    }
}

TEST_CASE("the form asks of sciatica and arthritis whether somebody qualified has looked", "[rules][form]") {
    const std::string form = file_text(plugin_folder.parent_path() / "intake" / "forms" / "massage-intake.json");
    for (const char* link : {"sciatica.assessed_by_professional", "osteoarthritis.assessed_by_professional",
                             "disc-herniation.assessed_by_professional"})
        CHECK(form.find(link) != std::string::npos);
}
