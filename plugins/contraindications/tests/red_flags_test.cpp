#include "asking.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace contraindications;

namespace {

struct red_flag {
    std::string entry;
    std::vector<health_fact> facts;
    std::string expected;
    std::optional<int> age = 40;
};

// Every red flag of the reference, by what raises it.
std::vector<red_flag> red_flags() {
    return {
        {"dvt-suspected", {yes("dvt-suspected")}, "refer same_day"},
        {"pulmonary-embolism-suspected", {yes("breathless-sudden")}, "refer emergency"},
        {"syncope-unexplained",
         {yes("syncope-unexplained", {{"days_since", "2"}, {"warning_symptoms", "no"}})},
         "refer same_day"},
        {"acute-coronary-suspected", {yes("chest-pressure")}, "refer emergency"},
        {"aaa-rupture-suspected", {yes("pain-sudden-severe"), yes("pulsing-belly")}, "refer emergency"},
        {"stroke-signs", {yes("face-arm-speech-change")}, "refer emergency"},
        {"unexplained-bruising", {yes("unexplained-bruising")}, "clearance same_day"},
        {"fever", {yes("fever", {{"temp_c", "39.2"}})}, "refer same_day"},
        {"meningitis-sepsis-suspected", {yes("fever"), yes("stiff-neck")}, "refer emergency"},
        {"lump-mole-new",
         {yes("lump-mole-new", {{"assessed_by_professional", "no"}, {"body_areas", "head"}})},
         "clearance routine"},
        {"lymph-nodes-swollen", {yes("lymph-nodes-swollen", {{"days_since", "20"}})}, "clearance routine"},
        {"rhabdo-suspected", {yes("muscle-pain-new"), yes("dark-urine")}, "refer emergency"},
        {"compartment-suspected", {yes("compartment-suspected")}, "refer emergency"},
        {"septic-joint-suspected", {yes("hot-swollen-joint"), yes("fever")}, "refer emergency"},
        {"cauda-equina", {yes("spine-pain"), yes("bladder-bowel-change")}, "refer emergency"},
        {"progressive-neuro-deficit", {yes("weakness-new-or-worse")}, "refer same_day"},
        {"suspected-spinal-fracture", {yes("spine-pain"), yes("major-trauma")}, "refer emergency"},
        {"suspected-spinal-malignancy",
         {yes("cancer-history"), yes("spine-pain", {{"constant", "yes"}}), yes("bladder-bowel-change")},
         "refer emergency"},
        {"spinal-infection-suspected", {yes("spine-pain"), yes("fever")}, "refer emergency"},
        {"inflammatory-back-pain", {yes("inflammatory-back-pain", {{"assessed_by_professional", "no"}})}, "clearance routine"},
        {"constitutional-red-flags",
         {yes("weight-loss", {{"assessed_by_professional", "no"}, {"days_since", "30"}})},
         "clearance routine"},
        {"unexplained-pain",
         {yes("unexplained-pain", {{"assessed_by_professional", "no"}, {"pain", "9"}, {"body_areas", "hips"}})},
         "clearance same_day"},
        {"cervical-artery", {yes("neck-pain-new"), yes("double-vision")}, "refer emergency"},
        {"cervical-myelopathy", {yes("clumsy-hands"), yes("bladder-bowel-change")}, "refer emergency"},
        {"upper-cervical-instability", {yes("upper-cervical-instability")}, "refer same_day"},
        {"thunderclap-headache", {yes("thunderclap-headache")}, "refer emergency"},
        {"giant-cell-arteritis", {yes("temple-headache"), yes("scalp-sore"), yes("vision-change")}, "refer emergency", 66},
        {"autonomic-dysreflexia", {yes("spinal-cord-injury"), yes("pounding-headache")}, "refer emergency"},
        {"new-numbness", {yes("new-numbness", {{"cause_known", "no"}, {"body_areas", "hands"}})}, "clearance same_day"},
        {"preeclampsia-suspected", {yes("pregnancy", {{"weeks", "24"}}), yes("headache-new")}, "refer emergency"},
        {"pregnancy-bleeding-pain", {yes("pregnancy"), yes("vaginal-bleeding")}, "refer emergency"},
        {"diabetic-foot", {yes("diabetes"), yes("foot-wound")}, "refer same_day"},
        {"hypoglycemia-now", {yes("hypoglycemia-now", {{"confused_or_not_better", "yes"}})}, "refer emergency"},
        {"kidney-infection-stone", {yes("flank-pain"), yes("fever")}, "refer emergency"},
        {"acute-abdomen", {yes("severe-belly-pain")}, "refer emergency"},
        {"anaphylaxis-now", {yes("anaphylaxis-now")}, "refer emergency"},
        {"suicide-risk", {yes("suicide-risk", {{"plan_or_intent", "no"}})}, "refer same_day"},
        {"psychosis-capacity", {yes("sudden-confusion")}, "refer same_day"},
        {"safeguarding", {yes("safeguarding")}, "refer same_day"},
    };
}

}

TEST_CASE("every red flag of the reference has a case here", "[red flags]") {
    std::set<std::string> tested, there;
    for (const red_flag& r : red_flags()) tested.insert(r.entry);
    for (const entry& e : rules().book.entries)
        if (e.kind == "red_flag") there.insert(e.id);
    CHECK(there.size() == 39);
    CHECK(tested == there);
}

TEST_CASE("a red flag is raised by its answers", "[red flags]") {
    for (const red_flag& r : red_flags()) {
        INFO(r.entry);
        std::string found = asked(r.facts, r.entry, r.age);
        if (found.ends_with('?')) found.pop_back();
        CHECK(found == r.expected);
    }
}

TEST_CASE("a red flag is not raised when the same questions are answered no, past or family, or are not answered",
          "[red flags]") {
    for (const red_flag& r : red_flags())
        for (fact_status status : {fact_status::absent, fact_status::past, fact_status::family}) {
            INFO(r.entry << " " << bind(status).text);
            auto facts = r.facts;
            for (health_fact& f : facts) f.status = status;
            CHECK(asked(facts, r.entry, r.age) == "-");
        }
    for (const red_flag& r : red_flags()) CHECK(asked({no("latex")}, r.entry, r.age) == "-");
}

TEST_CASE("a red flag that the client is not sure about is asked before the session and never refers", "[red flags]") {
    for (const red_flag& r : red_flags()) {
        INFO(r.entry);
        auto facts = r.facts;
        for (health_fact& f : facts) f.status = fact_status::unknown;
        const evaluation found = evaluate(rules(), somebody(facts, r.age));
        const outcome* o = find(found, r.entry);
        REQUIRE(o);
        CHECK(o->provisional);
        CHECK(o->tier != alert_tier::refer);
        CHECK_FALSE(o->open.empty());
        CHECK_FALSE(found.clear());
    }
}

TEST_CASE("emergency reasons name the answers", "[red flags]") {
    const auto found = evaluate(rules(), somebody({yes("spine-pain"), yes("bladder-bowel-change")}));
    REQUIRE(find(found, "cauda-equina"));
    CHECK(find(found, "cauda-equina")->because == std::vector<std::string>{"New or different back or neck pain: yes",
                                                                           "New trouble passing or holding urine or stool: yes"});
    CHECK(found.findings.front().entry == "cauda-equina");
}
