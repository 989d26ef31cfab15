#include "plan_conflicts.hpp"

#include <lumbar/body_regions.hpp>

#include <algorithm>
#include <set>

namespace contraindications {

using lumbar::alert_tier;

namespace {

using region_set = std::set<std::string>;

void add_all(region_set& to, const std::string& region_or_group) {
    for (const std::string& r : lumbar::regions_in(region_or_group)) to.insert(r);
}

region_set regions_in_all(const std::vector<std::string>& groups) {
    region_set out;
    for (const std::string& g : groups) add_all(out, g);
    return out;
}

bool meet(const region_set& a, const region_set& b) {
    return std::any_of(a.begin(), a.end(), [&](const std::string& r) { return b.contains(r); });
}

region_set planned_regions(const planned& plan) {
    region_set out;
    for (const std::string& area : plan.areas) add_all(out, area);
    if (plan.areas.empty()) add_all(out, "full-body");
    return out;
}

// Where a limit holds. Empty with `known` false: at the site, and nobody has said where that is.
bool holds_on_plan(const limit& l, const outcome& out, const region_set& plan) {
    if (l.regions.empty()) return true;
    region_set where;
    for (const std::string& r : l.regions) {
        if (r != "site")
            add_all(where, r);
        else if (out.regions.empty())
            return true;
        else
            where.merge(regions_in_all(out.regions));
    }
    return meet(where, plan);
}

bool names(const limit& l, const planned& plan) {
    return std::any_of(l.modalities.begin(), l.modalities.end(), [&](const std::string& m) {
        if (m.starts_with("position:"))
            return std::find(plan.positions.begin(), plan.positions.end(), m.substr(9)) != plan.positions.end();
        return m == "all" || m == plan.modality;
    });
}

}

std::vector<std::string> regions_of(const entry& e, const person& who) {
    std::vector<std::string> said, own;
    for (const known_fact& f : who.of(e.id))
        for (const auto& d : f.details)
            if (d.name == "body_areas" && !lumbar::regions_in(d.value).empty() &&
                std::find(said.begin(), said.end(), d.value) == said.end())
                said.push_back(d.value);
    bool everywhere = false;
    for (const std::string& r : e.regions) {
        everywhere = everywhere || r == "full-body";
        if (r != "site") own.push_back(r);
    }
    return said.empty() || everywhere ? own : said;
}

void plan_conflicts(outcome& out, const entry& e, const person& who) {
    for (const limit& l : e.caution) {
        std::string line;
        for (const std::string& m : l.modalities) line += (line.empty() ? "" : ", ") + m;
        out.caution.push_back(line + " (" + l.scope + ")");
    }
    const auto& plan = who.who().plan;
    if (!plan || out.tier == alert_tier::note || out.tier == alert_tier::refer) return;
    const region_set where = planned_regions(*plan);
    for (const limit& l : e.avoid) {
        if (!names(l, *plan) || !holds_on_plan(l, out, where)) continue;
        // A whole-body treatment goes round a place that is not to be touched; it says so as advice, not as a conflict.
        const bool only_there = !l.regions.empty() && plan->areas.empty();
        const bool everything = std::find(l.modalities.begin(), l.modalities.end(), "all") != l.modalities.end();
        if (only_there && everything) continue;
        out.conflicts.push_back(plan->label + ": not " + l.scope);
    }
    if (out.tier == alert_tier::local && !plan->areas.empty() && meet(regions_in_all(out.regions), where))
        out.conflicts.push_back(plan->label + ": the planned area is one to be avoided");
}

}
