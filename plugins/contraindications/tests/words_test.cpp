#include "asking.hpp"

#include <catch2/catch.hpp>

using namespace contraindications;

namespace {

// "apixaban: present; diabetes: family", and what is left over after "|".
std::string reading(std::string_view text, fact_kind kind = fact_kind::condition) {
    const text_reading r = rules().words.read(text, kind);
    std::string out;
    for (const mention& m : r.mentions) out += (out.empty() ? "" : "; ") + m.name + ": " + std::string(bind(m.status).text);
    for (std::size_t i = 0; i < r.left_over.size(); ++i) out += (i ? ", " : " | ") + r.left_over[i];
    return out;
}

struct medicine {
    std::string entry, generic, brand, plain;
};

}

TEST_CASE("every medication entry is raised by a generic, a brand and a plain word", "[words]") {
    const std::vector<medicine> all = {
        {"anticoagulant", "apixaban 5 mg twice daily", "Eliquis", "blood thinner"},
        {"antiplatelet", "clopidogrel 75mg", "Plavix", "daily aspirin"},
        {"tendon-fluoroquinolone", "ciprofloxacin", "Cipro", "quinolone antibiotic"},
        {"chemotherapy", "paclitaxel", "Taxol", "chemo"},
        {"corticosteroid-long", "prednisolone 10 mg", "Medrol", "steroid tablets"},
        {"opioid", "codeine", "OxyContin", "strong painkiller"},
        {"analgesic-recent", "ibuprofen 400", "Panadol", "painkiller"},
        {"muscle-relaxant", "baclofen", "Robaxin", "muscle relaxer"},
        {"sedative", "zopiclone", "Valium", "sleeping pill"},
        {"patch-medicine", "nicotine patch", "Butrans", "medicine patch"},
        {"retinoid", "isotretinoin", "Differin", "retinol prescription"},
        {"antihypertensive", "Ramipril 5mg OD", "Norvasc", "water tablet"},
        {"oestrogen", "estradiol", "Microgynon", "the pill"},
        {"statin-muscle", "atorvastatin 20 mg at night", "Lipitor", "cholesterol tablet"},
        {"topical-medicine", "capsaicin", "Voltaren gel", "steroid cream"},
    };
    for (const medicine& m : all)
        for (const std::string& name : {m.generic, m.brand, m.plain}) {
            INFO(m.entry << ": " << name);
            CHECK(asked({takes(name)}, m.entry) != "-");
            CHECK(asked({takes("no " + name)}, m.entry) == "-");
            CHECK(evaluate(rules(), somebody({takes(name)})).not_understood.empty());
        }
    std::size_t entries = 0;
    for (const entry& e : rules().book.entries) entries += e.kind == "medication";
    CHECK(entries == all.size());
}

TEST_CASE("every name of every medication class is found as it is written", "[words]") {
    for (const auto& [code, names] : rules().book.medicines)
        for (const std::string& name : names) {
            INFO(code << ": " << name);
            const auto found = rules().words.read(name, fact_kind::medication).mentions;
            REQUIRE_FALSE(found.empty());
            CHECK(std::any_of(found.begin(), found.end(), [&](const mention& m) {
                return std::find(m.codes.begin(), m.codes.end(), code) != m.codes.end() && m.status == fact_status::present;
            }));
        }
}

TEST_CASE("words are found whole, in any case, with or without accents and apostrophes", "[words]") {
    CHECK(reading("APIXABAN") == "apixaban: present");
    CHECK(reading("Ménière") == "meniere: present");
    CHECK(reading("Raynaud’s") == "raynauds: present");
    CHECK(reading("migraine/asthma") == "migraine: present; asthma: present");
    CHECK(reading("heart-attack") == "heart attack: present");
    CHECK(reading("preasthmatic") == " | preasthmatic");
    CHECK(reading("as needed") == "");
    CHECK(reading("AS") == "as: present");
    CHECK(reading("Ünbekannte Krankheit") == " | Ünbekannte Krankheit");
}

TEST_CASE("denials deny what follows them closely, and lists that end in or", "[words]") {
    CHECK(reading("no numbness") == "numbness: absent");
    CHECK(reading("denies epilepsy or diabetes") == "epilepsy: absent; diabetes: absent");
    CHECK(reading("no asthma, epilepsy or migraines") == "asthma: absent; epilepsy: absent; migraines: absent");
    CHECK(reading("I don't have any varicose veins") == "varicose veins: absent");
    CHECK(reading("no asthma, epilepsy") == "asthma: absent; epilepsy: present");
    CHECK(reading("no asthma but epilepsy") == "asthma: absent; epilepsy: present");
    CHECK(reading("no medicine for my epilepsy") == "epilepsy: present");
    CHECK(reading("epilepsy not well controlled").starts_with("epilepsy: present"));
    CHECK(reading("not sure about a blood clot") == "blood clot: unknown");
    CHECK(reading("cannot pee") == "cannot pee: present");
    CHECK(reading("none") == "");
}

TEST_CASE("a relative's illness is the relative's", "[words]") {
    CHECK(reading("my mother has diabetes") == "diabetes: family");
    CHECK(reading("My father had a heart attack and a stroke") == "heart attack: family; stroke: family");
    CHECK(reading("family history of epilepsy") == "epilepsy: family");
    CHECK(reading("diabetes (mother)") == "diabetes: family");
    CHECK(reading("my mother has diabetes and I have asthma") == "diabetes: family; asthma: present");
    CHECK(reading("since my son was born I have sciatica").find("sciatica: present") == 0);
    CHECK(asked({has("my mother has diabetes")}, "diabetes") == "-");
}

TEST_CASE("what is over is past, unless an entry is about the past", "[words]") {
    CHECK(reading("used to have migraines") == "migraines: past");
    CHECK(reading("stopped warfarin", fact_kind::medication) == "warfarin: past");
    CHECK(reading("no longer taking warfarin", fact_kind::medication) == "warfarin: past");
    CHECK(reading("asthma as a child") == "asthma: past");
    CHECK(reading("sciatica 6 years ago") == "sciatica: past");
    CHECK(reading("stopped running because of sciatica").starts_with("sciatica: present"));
    CHECK(asked({has("stroke 3 years ago")}, "stroke-tia-history") == "modify routine");
    CHECK(asked({has("heart attack 2 months ago")}, "mi-recent") == "clearance routine");
    CHECK(asked({has("blood clot 8 months ago")}, "dvt-history") == "clearance routine");
    CHECK(asked({has("blood clot 8 months ago")}, "dvt-known") == "-");
}

TEST_CASE("allergies are read as allergies", "[words]") {
    CHECK(reading("peanuts, lavender", fact_kind::allergy) == "peanuts: present; lavender: present");
    CHECK(reading("ibuprofen", fact_kind::allergy) == " | ibuprofen");
    CHECK(reading("penicillin allergy") == " | penicillin allergy");
    CHECK(reading("ibuprofen allergy") == " | ibuprofen allergy");
    CHECK(asked({wrote(fact_kind::allergy, "ibuprofen")}, "analgesic-recent") == "-");
    CHECK(tier({wrote(fact_kind::allergy, "almonds")}, "allergy-oils-nuts") == "modify");
}

TEST_CASE("what is left over is said, never dropped", "[words]") {
    CHECK(reading("apixaban 5 mg, Zorblax 10 mg daily", fact_kind::medication) == "apixaban: present | Zorblax 10 mg daily");
    CHECK(reading("vitamin D 1000 IU", fact_kind::medication) == " | vitamin D 1000 IU");
    CHECK(reading("sciatica after lumbago surgery").find("|") != std::string::npos);
    const auto found = evaluate(rules(), somebody({takes("Zorblax")}));
    CHECK(found.not_understood == std::vector<std::string>{"Zorblax"});
    CHECK_FALSE(found.clear());
}
