#include "evaluate.hpp"

#include "plan_conflicts.hpp"
#include "verdict.hpp"

#include <algorithm>

namespace contraindications {

using lumbar::alert_tier;

namespace {

constexpr std::size_t nothing = static_cast<std::size_t>(-1);

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
    for (const std::string& m : more)
        if (std::find(to.begin(), to.end(), m) == to.end()) to.push_back(m);
}

// Which row of an entry counts, after the rules for missing answers (README.md, "Missing answers").
struct row_choice {
    std::size_t row = nothing;
    bool asks_first = false; // no row below refer is there to fall back on
    std::vector<std::string> open;
};

std::size_t below_refer(const entry& e, const std::vector<verdict>& rows) {
    std::size_t best = nothing;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (e.tiers[i].tier == alert_tier::refer || rows[i].is == truth::no) continue;
        if (e.tiers[i].tier == alert_tier::clearance) return i;
        best = std::min(best, i);
    }
    return best;
}

std::size_t for_missing_number(const entry& e, const std::vector<verdict>& rows, std::size_t at) {
    const alert_tier tier = e.tiers[at].tier;
    return tier == alert_tier::refer || tier == alert_tier::clearance ? below_refer(e, rows) : at;
}

row_choice choose(const entry& e, const verdict& applies, const std::vector<verdict>& rows) {
    row_choice out;
    const auto first_yes = std::find_if(rows.begin(), rows.end(), [](const verdict& v) { return v.is == truth::yes; });
    const std::size_t known = first_yes == rows.end() ? nothing : static_cast<std::size_t>(first_yes - rows.begin());
    out.row = known;
    append(out.open, applies.is == truth::unknown ? applies.missing : std::vector<std::string>{});
    std::size_t last_open = nothing;
    bool number_seen = false;
    for (std::size_t i = 0; i < std::min(known, rows.size()); ++i) {
        if (rows[i].is != truth::unknown) continue;
        append(out.open, rows[i].missing);
        last_open = i;
        if (e.tiers[i].or_missing) out.row = std::min(out.row, i);
        if (rows[i].number_missing && !number_seen) {
            number_seen = true;
            out.row = std::min(out.row, for_missing_number(e, rows, i));
        }
    }
    if (out.row == nothing) out.row = last_open;
    if (out.row == nothing) return out;
    const bool certain = out.row == known && applies.is == truth::yes;
    if (e.tiers[out.row].tier == alert_tier::refer && !certain) {
        out.row = below_refer(e, rows);
        out.asks_first = out.row == nothing;
    }
    return out;
}

bool clearance_on_file(const entry& e, const person& who, outcome& out) {
    std::vector<std::string> codes = e.medication_classes;
    codes.push_back(e.id);
    for (const std::string& code : codes)
        for (const known_fact& f : who.of(code)) {
            std::string on_file, until;
            for (const auto& d : f.details) {
                if (d.name == "clearance_on_file") on_file = d.value;
                if (d.name == "clearance_until") until = d.value;
            }
            if (on_file != "yes") continue;
            if (until.empty())
                append(out.open, {"Clearance valid until"});
            else if (until >= who.who().today.text) {
                out.because.push_back("Written clearance on file until " + until);
                return true;
            }
        }
    return false;
}

std::string source_of(const std::vector<reason>& because) {
    for (const reason& r : because) {
        if (!r.origin) continue;
        const std::string day = lumbar::to_text(r.origin->recorded_at).substr(0, 10);
        if (r.origin->source.starts_with("intake:")) return "Intake form, " + day;
        return (r.origin->recorded_by.empty() ? "Recorded" : "Recorded by " + r.origin->recorded_by) + ", " + day;
    }
    return {};
}

void set_row(outcome& out, const entry& e, const row_choice& chosen, const person& who) {
    if (chosen.asks_first) {
        out.tier = alert_tier::clearance;
        out.urgency = lumbar::alert_urgency::routine;
        out.advice = "Ask before anything else, and do not start until it is answered. If so: " + e.tiers.front().advice;
        if (out.open.empty()) out.open = e.questions;
        return;
    }
    const tier_rule& row = e.tiers[chosen.row];
    out.tier = row.tier;
    out.urgency = row.urgency;
    out.advice = row.advice;
    if (out.tier == alert_tier::clearance && clearance_on_file(e, who, out)) {
        out.tier = alert_tier::modify;
        out.urgency = lumbar::alert_urgency::routine;
    }
}

std::optional<outcome> apply(const entry& e, const person& who, const rule_book& book) {
    const verdict applies = judge(e.applies, who, book);
    if (applies.is == truth::no || (applies.is == truth::unknown && e.silent_when_unknown)) return {};
    std::vector<verdict> rows;
    for (const tier_rule& row : e.tiers) rows.push_back(judge(row.when, who, book));
    const row_choice chosen = choose(e, applies, rows);
    if (chosen.row == nothing && !chosen.asks_first) return {};

    outcome out;
    out.entry = e.id;
    out.label = e.label;
    out.open = chosen.open;
    std::vector<reason> because = applies.because;
    if (!chosen.asks_first && rows[chosen.row].is == truth::yes)
        because.insert(because.end(), rows[chosen.row].because.begin(), rows[chosen.row].because.end());
    for (const reason& r : because) append(out.because, {r.text});
    set_row(out, e, chosen, who);
    out.regions = regions_of(e, who);
    if (out.tier == alert_tier::local && out.regions.empty()) append(out.open, {book.details.at("body_areas").label});
    out.provisional = !out.open.empty();
    plan_conflicts(out, e, who);
    out.source = source_of(because);
    for (const source_line& s : e.sources) out.sources.push_back({s.name, s.says});
    return out;
}

// Red flags are about today: an answer from long before the visit has to be given again. One without a date is taken as new.
bool asked_lately(const std::vector<known_fact>& answers, const subject& who, int days) {
    return std::any_of(answers.begin(), answers.end(), [&](const known_fact& f) {
        if (!f.origin || f.origin->recorded_at.count <= 0) return true;
        const auto age = days_before(lumbar::to_text(f.origin->recorded_at).substr(0, 10), who.today, nullptr);
        return age && age->least <= days;
    });
}

bool more_serious(const outcome& a, const outcome& b) {
    if (a.tier != b.tier) return a.tier < b.tier;
    return a.urgency < b.urgency;
}

}

bool evaluation::clear() const {
    return answered && not_understood.empty() && not_asked.empty() &&
           std::all_of(findings.begin(), findings.end(),
                       [](const outcome& f) { return f.tier == alert_tier::note && !f.provisional; });
}

evaluation evaluate(const ruleset& rules, const subject& who) {
    const person known(who, rules.book, rules.words);
    evaluation out;
    out.answered = !who.facts.empty();
    for (const entry& e : rules.book.entries)
        if (auto found = apply(e, known, rules.book)) out.findings.push_back(std::move(*found));
    std::stable_sort(out.findings.begin(), out.findings.end(), more_serious);
    out.understood = known.understood;
    out.not_understood = known.not_understood;
    for (const std::string& code : rules.book.today)
        if (!asked_lately(known.of(code), who, rules.book.today_holds_days)) out.not_asked.push_back(rules.book.label_of(code));
    return out;
}

}
