#pragma once

#include "shipped_rules.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

// Facts and questions for tests of the rules.
namespace contraindications {
using namespace lumbar;

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

inline const std::filesystem::path plugin_folder = std::filesystem::path(__FILE__).parent_path().parent_path();

inline const ruleset& rules() { return shipped_rules(); }

using details = std::vector<fact_detail>;

inline health_fact answered(std::string code, fact_status status, details follow_ups = {}) {
    health_fact f;
    f.code = std::move(code);
    f.status = status;
    f.details = std::move(follow_ups);
    f.source = "intake:1#a";
    return f;
}

inline health_fact yes(std::string code, details follow_ups = {}) {
    return answered(std::move(code), fact_status::present, std::move(follow_ups));
}
inline health_fact no(std::string code) { return answered(std::move(code), fact_status::absent); }

inline health_fact wrote(fact_kind kind, std::string text) {
    health_fact f;
    f.kind = kind;
    f.text = std::move(text);
    return f;
}
inline health_fact takes(std::string text) { return wrote(fact_kind::medication, std::move(text)); }
inline health_fact has(std::string text) { return wrote(fact_kind::condition, std::move(text)); }

inline subject somebody(std::vector<health_fact> facts, std::optional<int> age = 40) {
    subject who;
    who.facts = std::move(facts);
    who.age = age;
    who.today.text = "2026-11-22";
    return who;
}

inline planned plan(std::string modality, std::vector<std::string> areas = {}, std::vector<std::string> positions = {}) {
    return {std::move(modality), "medium", std::move(areas), std::move(positions), "the plan"};
}

inline const outcome* find(const evaluation& found, std::string_view entry) {
    auto at = std::find_if(found.findings.begin(), found.findings.end(), [&](const outcome& o) { return o.entry == entry; });
    return at == found.findings.end() ? nullptr : &*at;
}

// "refer emergency", "clearance routine?" (provisional); "-" without such a finding.
inline std::string said(const evaluation& found, std::string_view entry) {
    const outcome* o = find(found, entry);
    if (!o) return "-";
    return std::string(bind(o->tier).text) + " " + std::string(bind(o->urgency).text) + (o->provisional ? "?" : "");
}

inline std::string asked(std::vector<health_fact> facts, std::string_view entry, std::optional<int> age = 40) {
    return said(evaluate(rules(), somebody(std::move(facts), age)), entry);
}

inline std::string asked_for(std::vector<health_fact> facts, planned what, std::string_view entry) {
    subject who = somebody(std::move(facts));
    who.plan = std::move(what);
    return said(evaluate(rules(), who), entry);
}

// The tier alone.
inline std::string tier(std::vector<health_fact> facts, std::string_view entry, std::optional<int> age = 40) {
    const std::string all = asked(std::move(facts), entry, age);
    return all.substr(0, all.find(' '));
}

}
