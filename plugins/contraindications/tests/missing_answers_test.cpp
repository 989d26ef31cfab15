#include "asking.hpp"

#include <catch2/catch.hpp>

using namespace contraindications;

TEST_CASE("sciatica and osteoarthritis that nobody qualified has looked at mean clearance", "[missing]") {
    for (const char* entry : {"sciatica", "osteoarthritis"}) {
        INFO(entry);
        CHECK(asked({yes(entry, {{"assessed_by_professional", "no"}, {"flare", "no"}})}, entry) == "clearance routine");
        CHECK(asked({yes(entry)}, entry) == "clearance routine?");
        CHECK(asked({yes(entry, {{"assessed_by_professional", "not_sure"}})}, entry) == "clearance routine?");
        CHECK(asked({yes(entry, {{"assessed_by_professional", "yes"}, {"flare", "no"}})}, entry) == "modify routine");
        CHECK(asked({answered(entry, fact_status::unknown)}, entry) == "clearance routine?");
        for (fact_status status : {fact_status::absent, fact_status::past, fact_status::family})
            CHECK(asked({answered(entry, status)}, entry) == "-");
    }
    CHECK(asked({yes("osteoarthritis", {{"assessed_by_professional", "yes"}, {"flare", "yes"}, {"body_areas", "knees"}})},
                "osteoarthritis") == "local routine");
    CHECK(asked({has("sciatica")}, "sciatica") == "clearance routine?");
    CHECK(asked({has("arthritis in both knees")}, "osteoarthritis") == "clearance routine?");
}

TEST_CASE("rheumatoid arthritis follows its own rows", "[missing]") {
    CHECK(tier({yes("rheumatoid-arthritis", {{"flare", "no"}})}, "rheumatoid-arthritis") == "modify");
    CHECK(tier({yes("rheumatoid-arthritis", {{"flare", "yes"}, {"body_areas", "hands"}})}, "rheumatoid-arthritis") == "local");
    CHECK(tier({yes("rheumatoid-arthritis", {{"flare", "yes"}}), yes("fever")}, "rheumatoid-arthritis") == "clearance");
}

TEST_CASE("a missing date or number that separates the tiers gives a provisional clearance", "[missing]") {
    CHECK(asked({yes("mi-recent")}, "mi-recent") == "clearance routine?");
    CHECK(asked({yes("surgery-recent", {{"wound_problem", "no"}})}, "surgery-recent") == "clearance routine?");
    CHECK(asked({yes("low-platelets")}, "low-platelets") == "clearance routine?");
    CHECK(asked({yes("epilepsy", {{"seizure_now", "no"}})}, "epilepsy") == "clearance routine?");
    CHECK(asked({yes("hypertension", {{"dizzy_on_rising", "no"}})}, "hypertension") == "clearance routine?");
}

TEST_CASE("without a clearance row it is the most serious row below refer", "[missing]") {
    CHECK(asked({yes("fracture-recent", {{"assessed_by_professional", "yes"}, {"body_areas", "feet"}})}, "fracture-recent") ==
          "local routine?");
    CHECK(asked({yes("respiratory-infection", {{"warning_symptoms", "no"}, {"symptoms_now", "no"}})}, "respiratory-infection") ==
          "modify routine?");
}

TEST_CASE("any other missing answer takes the lowest row that fits, with the question open", "[missing]") {
    CHECK(asked({yes("heart-failure")}, "heart-failure") == "clearance routine?");
    CHECK(asked({yes("anticoagulant")}, "anticoagulant") == "modify routine?");
    CHECK(asked({yes("rheumatoid-arthritis")}, "rheumatoid-arthritis") == "modify routine?");
    const auto found = evaluate(rules(), somebody({yes("heart-failure")}));
    CHECK(find(found, "heart-failure")->open == std::vector<std::string>{"Getting worse lately"});
}

TEST_CASE("a missing answer alone never makes a refer", "[missing]") {
    for (const entry& e : rules().book.entries) {
        INFO(e.id);
        const auto found = evaluate(rules(), somebody({answered(e.id, fact_status::unknown)}));
        for (const outcome& o : found.findings) CHECK(o.tier != alert_tier::refer);
    }
}

TEST_CASE("dates decide, with both ends of a range", "[missing]") {
    auto surgery = [](std::string days) {
        return tier({yes("surgery-recent", {{"wound_problem", "no"}, {"days_since", std::move(days)}, {"body_areas", "knees"}})},
                    "surgery-recent");
    };
    CHECK(surgery("41") == "clearance");
    CHECK(surgery("42") == "local");
    CHECK(surgery("183") == "local");
    CHECK(surgery("184") == "note");
    CHECK(surgery("2026-10-12") == "clearance");
    CHECK(surgery("2026-10-11") == "local");
    CHECK(surgery("2019") == "note");
    CHECK(surgery("2026-10") == "clearance"); // it may have been the 12th or later
    CHECK(surgery("P200D") == "note");
    CHECK(surgery("last summer") == "clearance");
}

TEST_CASE("a number of days grows with the time since it was said", "[missing]") {
    auto fact = yes("mi-recent", {{"days_since", "40"}});
    CHECK(tier({fact}, "mi-recent") == "refer");
    fact.recorded_at = {1792108800000}; // 2026-10-16
    CHECK(tier({fact}, "mi-recent") == "clearance");
}

TEST_CASE("a written clearance lowers clearance to modify until it ends, and never a refer", "[missing]") {
    details seen{{"assessed_by_professional", "no"}, {"clearance_on_file", "yes"}};
    auto until = [&](std::string day) {
        details all = seen;
        all.push_back({"clearance_until", std::move(day)});
        return all;
    };
    CHECK(asked({yes("sciatica", until("2026-12-31"))}, "sciatica") == "modify routine");
    CHECK(asked({yes("sciatica", until("2026-11-22"))}, "sciatica") == "modify routine");
    CHECK(asked({yes("sciatica", until("2026-11-21"))}, "sciatica") == "clearance routine");
    CHECK(asked({yes("sciatica", seen)}, "sciatica") == "clearance routine?");
    CHECK(asked({yes("chest-pressure", {{"clearance_on_file", "yes"}, {"clearance_until", "2030-01-01"}})},
                "acute-coronary-suspected") == "refer emergency");
}

TEST_CASE("nothing answered is not clear, and neither is a check without today's questions", "[missing]") {
    CHECK_FALSE(evaluate(rules(), somebody({})).clear());
    CHECK_FALSE(evaluate(rules(), somebody({})).answered);
    CHECK_FALSE(evaluate(rules(), somebody({no("sciatica")})).clear());
    std::vector<health_fact> all;
    for (const std::string& code : rules().book.today) all.push_back(no(code));
    CHECK(evaluate(rules(), somebody(all)).clear());
    all.push_back(takes("Zorblax"));
    CHECK_FALSE(evaluate(rules(), somebody(all)).clear());
}

TEST_CASE("today's questions are asked again when their answers are more than a week old", "[missing]") {
    std::vector<health_fact> all;
    for (const std::string& code : rules().book.today) all.push_back(no(code));
    for (health_fact& f : all) f.recorded_at = {1794787200000}; // 2026-11-16, six days before
    CHECK(evaluate(rules(), somebody(all)).clear());
    for (health_fact& f : all) f.recorded_at = {1794614400000}; // 2026-11-14, eight days before
    CHECK(evaluate(rules(), somebody(all)).not_asked.size() == rules().book.today.size());
    CHECK_FALSE(evaluate(rules(), somebody(all)).clear());
}
