#include "core/src/demo/parts.hpp"

#include <lumbar/health_facts.hpp>

namespace lumbar::demo {
namespace {

using enum fact_kind;

struct known {
    std::size_t client; // in the order of the names
    fact_kind kind;
    const char* code; // an entry of the contraindication rules; empty: only words
    const char* text;
    std::vector<fact_detail> details;
    fact_status status = fact_status::present;
};

const std::vector<known>& all_known() {
    static const std::vector<known> facts = {
        {0, medication, "", "apixaban 5 mg", {}},
        {0, condition, "varicose-veins", "", {{"body_areas", "calf-left"}}},
        {1,
         condition,
         "sciatica",
         "",
         {{"assessed_by_professional", "no"}, {"body_areas", "thigh-back-right"}, {"worsening", "no"}}},
        {2,
         condition,
         "osteoarthritis",
         "Both knees",
         {{"assessed_by_professional", "yes"},
          {"body_areas", "knee-front-left"},
          {"body_areas", "knee-front-right"},
          {"flare", "no"}}},
        {3, condition, "pregnancy-second-third", "Week 26", {}},
        {4, condition, "migraine", "", {{"flare", "no"}}},
        {4, allergy, "allergy-scent", "Lavender gives a headache", {}},
        {5,
         condition,
         "sciatica",
         "",
         {{"assessed_by_professional", "yes"}, {"body_areas", "buttock-left"}, {"worsening", "no"}}},
        {6, condition, "hypertension", "", {{"controlled", "yes"}}},
        {6, medication, "", "amlodipine 5 mg", {}},
        {7, condition, "osteoarthritis", "Right hip", {{"assessed_by_professional", "no"}, {"body_areas", "hip-side-right"}}},
        {8, condition, "lymph-nodes-removed", "Right armpit, 2021", {{"side", "right"}, {"body_areas", "upper-arm-front-right"}}},
        {8, condition, "cancer-history", "Breast cancer, treated in 2021", {{"days_since", "1500"}}},
        {9, condition, "diabetes", "", {{"on_treatment", "yes"}, {"type", "insulin"}}},
        {9, medication, "", "insulin glargine", {}},
        {10, condition, "disc-herniation", "L5/S1", {{"assessed_by_professional", "yes"}, {"body_areas", "spine-lumbar"}}},
        {11, condition, "asthma-copd", "", {{"controlled", "yes"}}},
        {12, condition, "osteoporosis", "", {{"severity", "moderate"}}},
        {13, condition, "chronic-low-back-pain", "", {{"body_areas", "low-back"}}},
        {14, condition, "eczema", "", {{"severity", "mild"}, {"body_areas", "elbow-front-left"}}},
        {15, condition, "joint-replacement", "Left knee", {{"days_since", "400"}, {"body_areas", "knee-front-left"}}},
        {16, condition, "fibromyalgia", "", {{"assessed_by_professional", "yes"}}},
        {17, condition, "dvt-history", "", {{"days_since", "210"}, {"body_areas", "calf-right"}}},
        {17, medication, "", "rivaroxaban", {}},
        {18, allergy, "allergy-oils-nuts", "Almond oil, rash", {{"severity", "mild"}}},
        {19, condition, "rheumatoid-arthritis", "", {{"flare", "no"}, {"assessed_by_professional", "yes"}}},
        {19, medication, "", "methotrexate 10 mg weekly", {}},
        {20, condition, "pacemaker-icd", "", {{"days_since", "900"}, {"body_areas", "chest-left"}}},
        {21, event, "surgery-recent", "Appendix", {{"days_since", "30"}, {"body_areas", "abdomen-lower"}}},
        {22, condition, "epilepsy", "", {{"controlled", "yes"}, {"days_since", "800"}}},
        {22, medication, "", "levetiracetam", {}},
        {23, condition, "anxiety-depression", "", {{"controlled", "yes"}}},
        {23, medication, "", "zopiclone, sometimes", {}},
        {24, condition, "scoliosis", "", {{"severity", "mild"}}},
        {24, condition, "varicose-veins", "", {}, fact_status::absent},
        {25, condition, "thyroid", "", {{"controlled", "yes"}}},
        {25, medication, "", "levothyroxine 75 micrograms", {}},
        {26, condition, "sciatica", "", {}, fact_status::unknown},
        {27, condition, "hypertension", "My father", {{"family_only", "yes"}}, fact_status::family},
    };
    return facts;
}

std::vector<health_fact> facts_of(std::size_t client) {
    std::vector<health_fact> facts;
    for (const auto& one : all_known()) {
        if (one.client != client) continue;
        health_fact fact;
        fact.kind = one.kind;
        fact.code = one.code;
        fact.text = one.text;
        fact.status = one.status;
        fact.details = one.details;
        fact.source = "user:demo";
        facts.push_back(std::move(fact));
    }
    return facts;
}

}

// A write for each of them: all together would hold the writer for longer than a write may.
void add_facts(database& db, const std::vector<row_id>& clients) {
    for (std::size_t i = 0; i < clients.size(); ++i)
        if (const auto facts = facts_of(i); !facts.empty())
            db.write(made_up(), [&](write_tx& tx) { replace_facts(tx, clients[i], "user:demo", facts); });
}

}
