#include "verdict_parts.hpp"

#include <lumbar/body_regions.hpp>

namespace contraindications {

namespace {

verdict age(const subject& who, bool (*fits)(const expression&, const subject&), const expression& x) {
    if (!who.age) return open("Date of birth", false);
    return settled(fits(x, who), {{"Age: " + std::to_string(*who.age), nullptr}});
}

reason planned_reason(const planned& plan) { return {"Planned: " + plan.label, nullptr}; }

verdict choice(const expression& x, const planned& plan, const std::string& chosen) {
    if (chosen.empty()) return open("What is planned", false);
    return settled(listed(x.values, chosen), {planned_reason(plan)});
}

bool meets(const expression& x, const planned& plan) {
    if (plan.areas.empty()) return true;
    for (const std::string& area : plan.areas)
        for (const std::string& region : lumbar::regions_in(area))
            for (const std::string& group : x.values)
                if (listed(lumbar::regions_in(group), region)) return true;
    return false;
}

bool lies(const expression& x, const planned& plan) {
    return std::any_of(plan.positions.begin(), plan.positions.end(), [&](const std::string& p) { return listed(x.values, p); });
}

}

verdict judge_visit(const expression& x, const subject& who) {
    if (x.what == op::age)
        return age(
            who, [](const expression& e, const subject& s) { return within(e, *s.age); }, x);
    if (x.what == op::minor)
        return age(
            who, [](const expression&, const subject& s) { return *s.age < s.adult_age; }, x);
    if (!who.plan) return settled(false);
    if (x.what == op::plan_modality) return choice(x, *who.plan, who.plan->modality);
    if (x.what == op::plan_pressure) return choice(x, *who.plan, who.plan->pressure);
    return settled(x.what == op::plan_area ? meets(x, *who.plan) : lies(x, *who.plan), {planned_reason(*who.plan)});
}

}
