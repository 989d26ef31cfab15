#include "asking.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace contraindications;

TEST_CASE("a blood thinner with aspirin, clopidogrel or a regular anti-inflammatory needs clearance", "[combinations]") {
    CHECK(tier({takes("apixaban"), takes("clopidogrel")}, "anticoagulant-dual") == "clearance");
    CHECK(tier({yes("anticoagulant"), takes("aspirin 75 mg")}, "anticoagulant-dual") == "clearance");
    CHECK(asked({takes("warfarin, ibuprofen")}, "anticoagulant-dual") == "clearance routine?");
    CHECK(tier({takes("apixaban")}, "anticoagulant-dual") == "-");
    CHECK(tier({no("anticoagulant"), takes("ibuprofen")}, "anticoagulant-dual") == "-");
}

TEST_CASE("a head knock on a blood thinner is an emergency for two days, a fall needs a look", "[combinations]") {
    CHECK(asked({takes("warfarin"), yes("concussion-recent", {{"days_since", "1"}})}, "anticoagulant-fall") == "refer emergency");
    CHECK(tier({takes("warfarin"), yes("fall-recent", {{"assessed_by_professional", "no"}, {"days_since", "4"}})},
               "anticoagulant-fall") == "refer");
    CHECK(asked({takes("warfarin"), yes("fall-recent"), yes("headache-new")}, "anticoagulant-fall") == "refer emergency");
    CHECK(asked({yes("fall-recent")}, "anticoagulant-fall") == "-");
}

TEST_CASE("fever within six weeks of chemotherapy is an emergency", "[combinations]") {
    CHECK(asked({yes("chemotherapy", {{"days_since", "10"}}), yes("fever")}, "febrile-neutropenia") == "refer emergency");
    CHECK(asked({yes("chemotherapy", {{"days_since", "43"}}), yes("fever")}, "febrile-neutropenia") == "-");
    CHECK(asked({yes("transplant"), yes("chills")}, "febrile-neutropenia") == "refer emergency");
}

TEST_CASE("sudden spine pain in weak bones, on steroids or at 70 is a possible fracture", "[combinations]") {
    auto pain = yes("spine-pain", {{"sudden_start", "yes"}});
    CHECK(tier({pain, yes("osteoporosis")}, "suspected-spinal-fracture") == "refer");
    CHECK(tier({pain, takes("prednisone")}, "suspected-spinal-fracture") == "refer");
    CHECK(tier({pain}, "suspected-spinal-fracture", 71) == "refer");
    CHECK(tier({pain}, "suspected-spinal-fracture", 50) == "-");
}

TEST_CASE("new constant, night or band-like spine pain after any cancer is referred", "[combinations]") {
    for (const char* quality : {"constant", "at_night", "band_like"})
        for (fact_status when : {fact_status::present, fact_status::past})
            CHECK(tier({answered("cancer-active", when), yes("spine-pain", {{quality, "yes"}})}, "suspected-spinal-malignancy") ==
                  "refer");
    CHECK(tier({answered("cancer-active", fact_status::family), yes("spine-pain", {{"constant", "yes"}})},
               "suspected-spinal-malignancy") == "-");
    CHECK(tier({yes("spine-pain", {{"constant", "yes"}}), yes("weight-loss")}, "suspected-spinal-malignancy", 55) == "refer");
}

TEST_CASE("spine pain with fever or chills is a possible infection", "[combinations]") {
    CHECK(asked({yes("chronic-low-back-pain"), yes("chills")}, "spinal-infection-suspected") == "refer emergency");
    CHECK(asked({yes("spine-pain", {{"constant", "yes"}}), takes("methotrexate")}, "spinal-infection-suspected")
              .starts_with("refer same_day"));
}

TEST_CASE("cauda equina signs count with any back or leg pain, a numb saddle by itself", "[combinations]") {
    for (const char* pain : {"spine-pain", "sciatica", "leg-pain", "disc-herniation", "chronic-low-back-pain"})
        for (const char* sign :
             {"saddle-numbness", "bladder-bowel-change", "sexual-feeling-lost", "both-legs-pain-or-weakness"}) {
            INFO(pain << " " << sign);
            CHECK(asked({yes(pain), yes(sign)}, "cauda-equina") == "refer emergency");
        }
    CHECK(asked({yes("saddle-numbness")}, "cauda-equina") == "refer emergency");
    CHECK(asked({yes("bladder-bowel-change")}, "cauda-equina") == "-");
    CHECK(asked({yes("spine-pain"), no("saddle-numbness"), no("bladder-bowel-change")}, "cauda-equina") == "-");
}

TEST_CASE("two clot factors adapt the plan, with a swollen leg nobody touches it", "[combinations]") {
    CHECK(tier({yes("long-journey"), takes("the pill")}, "vte-risk-cluster") == "modify");
    CHECK(tier({yes("long-journey")}, "vte-risk-cluster") == "note");
    CHECK(tier({no("long-journey"), no("immobilised")}, "vte-risk-cluster") == "-");
    CHECK(asked({yes("long-journey"), takes("the pill"), yes("dvt-suspected")}, "dvt-suspected") == "refer same_day");
    CHECK(asked({yes("long-journey"), yes("breathless-sudden")}, "pulmonary-embolism-suspected") == "refer emergency");
}

TEST_CASE("late pregnancy with headache, vision change or high pressure is an emergency", "[combinations]") {
    CHECK(asked({yes("pregnancy", {{"weeks", "20"}}), yes("vision-change")}, "preeclampsia-suspected") == "refer emergency");
    CHECK(asked({yes("pregnancy", {{"weeks", "19"}}), yes("vision-change")}, "preeclampsia-suspected") == "-");
    CHECK(asked({yes("pregnancy", {{"weeks", "30"}}), yes("hypertension", {{"bp_systolic", "142"}})}, "preeclampsia-suspected") ==
          "refer emergency");
    CHECK(asked({yes("postpartum", {{"days_since", "14"}}), yes("headache-new")}, "preeclampsia-suspected") == "refer emergency");
}

TEST_CASE("the weeks decide which pregnancy rule speaks", "[combinations]") {
    CHECK(tier({yes("pregnancy", {{"weeks", "13"}})}, "pregnancy-first-trimester") == "modify");
    CHECK(tier({yes("pregnancy", {{"weeks", "13"}})}, "pregnancy-second-third") == "-");
    CHECK(tier({yes("pregnancy", {{"weeks", "14"}})}, "pregnancy-second-third") == "modify");
    CHECK(asked({yes("pregnancy")}, "pregnancy-second-third") == "modify routine?");
}

TEST_CASE("a diabetic foot, a hot lymphoedema limb, a sore tendon on an antibiotic and a statin with muscle pain are referred on",
          "[combinations]") {
    CHECK(asked({yes("diabetes"), yes("open-wound", {{"body_areas", "foot-sole-left"}})}, "diabetic-foot") == "refer same_day");
    CHECK(asked({takes("metformin"), yes("foot-wound")}, "diabetic-foot") == "refer same_day");
    CHECK(asked({yes("diabetes"), yes("open-wound", {{"body_areas", "hands"}})}, "diabetic-foot") == "-");
    CHECK(tier({yes("lymphedema", {{"red_or_hot", "yes"}})}, "lymphedema") == "refer");
    CHECK(tier({yes("lymphedema", {{"red_or_hot", "yes"}})}, "cellulitis") == "refer");
    CHECK(tier({takes("cipro"), yes("tendon-pain")}, "tendon-fluoroquinolone") == "refer");
    CHECK(tier({takes("Lipitor"), yes("muscle-pain-new")}, "statin-muscle") == "clearance");
    CHECK(asked({takes("Lipitor"), yes("muscle-pain-new"), yes("dark-urine")}, "rhabdo-suspected") == "refer emergency");
}

TEST_CASE("heat with a strong painkiller patch needs clearance", "[combinations]") {
    CHECK(asked_for({takes("fentanyl patch")}, plan("hot_stone"), "patch-medicine").starts_with("clearance"));
    CHECK(asked_for({takes("nicotine patch")}, plan("hot_stone"), "patch-medicine").starts_with("local"));
    CHECK(asked_for({takes("fentanyl patch")}, plan("swedish"), "patch-medicine").starts_with("local"));
}

TEST_CASE("neck stretching with rheumatoid disease or Down syndrome needs clearance", "[combinations]") {
    CHECK(asked_for({yes("rheumatoid-arthritis")}, plan("stretching", {"neck"}), "upper-cervical-instability") ==
          "clearance routine");
    CHECK(asked_for({yes("down-syndrome")}, plan("stretching"), "upper-cervical-instability") == "clearance routine");
    CHECK(asked_for({yes("rheumatoid-arthritis")}, plan("stretching", {"legs"}), "upper-cervical-instability") == "-");
    CHECK(asked_for({yes("rheumatoid-arthritis")}, plan("swedish"), "upper-cervical-instability") == "-");
}

TEST_CASE("a new temple headache at 50 with a sore scalp is referred, at 49 not", "[combinations]") {
    CHECK(tier({yes("temple-headache"), yes("scalp-sore")}, "giant-cell-arteritis", 50) == "refer");
    CHECK(tier({yes("temple-headache"), yes("scalp-sore")}, "giant-cell-arteritis", 49) == "-");
}

TEST_CASE("an avoided modality is a conflict in its place, and never for a note", "[plan]") {
    auto conflicts = [](std::vector<health_fact> facts, planned what, std::string_view entry) {
        subject who = somebody(std::move(facts));
        who.plan = std::move(what);
        const auto found = evaluate(rules(), who);
        const outcome* o = find(found, entry);
        return o ? o->conflicts.size() : 99;
    };
    CHECK(conflicts({yes("anticoagulant")}, plan("deep_tissue"), "anticoagulant") == 1);
    CHECK(conflicts({yes("anticoagulant")}, plan("swedish"), "anticoagulant") == 0);
    CHECK(conflicts({yes("dvt-history", {{"days_since", "2010"}})}, plan("deep_tissue", {"neck"}), "dvt-history") == 0);
    CHECK(conflicts({yes("dvt-history", {{"days_since", "2010"}})}, plan("deep_tissue", {"calves"}), "dvt-history") == 1);
    CHECK(conflicts({yes("peripheral-neuropathy", {{"cause_known", "yes"}, {"worsening", "no"}, {"new", "no"}})},
                    plan("hot_stone"), "peripheral-neuropathy") == 1);
    CHECK(conflicts({yes("varicose-veins", {{"body_areas", "calf-left"}})}, plan("swedish", {"calf-left"}), "varicose-veins") ==
          1);
    CHECK(conflicts({yes("varicose-veins", {{"body_areas", "calf-left"}})}, plan("swedish", {"neck"}), "varicose-veins") == 0);
    CHECK(conflicts({yes("bone-metastasis")}, plan("swedish", {}, {"prone"}), "bone-metastasis") == 1);
    CHECK(conflicts({takes("aspirin")}, plan("deep_tissue"), "antiplatelet") == 0);
}

TEST_CASE("what the client named is where a local finding is", "[plan]") {
    const auto found =
        evaluate(rules(), somebody({yes("open-wound", {{"body_areas", "hand-palm-left"}, {"infected_or_not_healing", "no"}})}));
    REQUIRE(find(found, "open-wound"));
    CHECK(find(found, "open-wound")->regions == std::vector<std::string>{"hand-palm-left"});
    CHECK(said(found, "open-wound") == "local routine");
    CHECK(asked({yes("open-wound", {{"infected_or_not_healing", "no"}})}, "open-wound") == "local routine?");
}

TEST_CASE("age alone speaks for minors and from 75 on", "[age]") {
    CHECK(asked({no("fever")}, "minor-consent", 17) == "clearance routine");
    CHECK(asked({no("fever"), yes("guardian-consent")}, "minor-consent", 17) == "note routine");
    CHECK(asked({no("fever")}, "minor-consent", 18) == "-");
    CHECK(asked({no("fever")}, "minor-consent", {}) == "-");
    CHECK(asked({no("fever")}, "frail-elderly", 75) == "note routine");
}

TEST_CASE("two hundred facts are checked within twenty milliseconds", "[speed]") {
    std::vector<health_fact> facts;
    for (const entry& e : rules().book.entries) facts.push_back(facts.size() % 3 ? no(e.id) : yes(e.id));
    for (int i = 0; i < 20; ++i) facts.push_back(takes("apixaban 5 mg twice daily, Ibuprofen 400mg as needed, vitamin D"));
    const subject who = somebody(facts);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 10; ++i) evaluate(rules(), who);
    CHECK((std::chrono::steady_clock::now() - start) / 10 < std::chrono::milliseconds(20));
}
