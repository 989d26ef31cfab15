#include "verdict.hpp"

#include "verdict_parts.hpp"

#include <lumbar/body_regions.hpp>

#include <algorithm>
#include <charconv>

namespace contraindications {

using lumbar::fact_status;

namespace {

void append(std::vector<reason>& to, const std::vector<reason>& more) {
    for (const reason& r : more)
        if (std::none_of(to.begin(), to.end(), [&](const reason& have) { return have.text == r.text; })) to.push_back(r);
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
    for (const std::string& m : more)
        if (std::find(to.begin(), to.end(), m) == to.end()) to.push_back(m);
}

class judge_of {
public:
    judge_of(const person& who, const rule_book& book) : who_(who), book_(book) {}

    verdict operator()(const expression& x) const {
        switch (x.what) {
        case op::always:
            return settled(true);
        case op::all:
            return all(x);
        case op::any:
            return counted(x, 1);
        case op::count:
            return counted(x, static_cast<int>(*x.at_least));
        case op::negate:
            return negated((*this)(x.parts.front()));
        case op::fact:
            return fact(x);
        case op::ever:
            return ever(x);
        case op::detail:
            return detail(x);
        case op::number:
            return number(x);
        case op::days:
            return days(x);
        case op::area:
            return area(x);
        case op::medication_class:
            return fact(x);
        case op::medicine:
            return medicine(x);
        case op::age:
        case op::minor:
        case op::plan_modality:
        case op::plan_pressure:
        case op::plan_area:
        case op::plan_position:
            return judge_visit(x, who_.who());
        }
        return {};
    }

private:
    verdict all(const expression& x) const {
        verdict out = settled(true), against = settled(false);
        for (const expression& part : x.parts) {
            verdict v = (*this)(part);
            if (v.is == truth::no) {
                append(against.because, v.because);
                out.is = truth::no;
            } else if (v.is == truth::unknown) {
                if (out.is == truth::yes) out.is = truth::unknown;
                append(out.missing, v.missing);
                out.number_missing = out.number_missing || v.number_missing;
            }
            append(out.because, v.because);
        }
        return out.is == truth::no ? against : out;
    }

    // At least `needed` of the parts hold.
    verdict counted(const expression& x, int needed) const {
        verdict out, against;
        int yes = 0, unknown = 0;
        for (const expression& part : x.parts) {
            verdict v = (*this)(part);
            if (v.is == truth::yes)
                ++yes, append(out.because, v.because);
            else
                append(against.because, v.because);
            if (v.is != truth::unknown) continue;
            ++unknown;
            append(out.missing, v.missing);
            out.number_missing = out.number_missing || v.number_missing;
        }
        if (yes >= needed) return settled(true, std::move(out.because));
        if (yes + unknown < needed) return settled(false, std::move(against.because));
        out.is = truth::unknown;
        return out;
    }

    static verdict negated(verdict v) {
        v.is = v.is == truth::yes ? truth::no : v.is == truth::no ? truth::yes : truth::unknown;
        return v;
    }

    verdict fact(const expression& x) const {
        verdict out;
        for (const std::string& code : x.codes)
            for (const known_fact& f : who_.of(code)) {
                if (f.status == fact_status::present && (!x.asked || !f.from_text))
                    out.because.push_back({f.from_text ? f.said : book_.label_of(f.code) + ": yes", f.origin});
                else if (f.status == fact_status::unknown || f.status == fact_status::present)
                    out.missing.push_back(book_.label_of(code)), out.number_missing = out.number_missing || x.asked;
            }
        if (!out.because.empty()) return settled(true, std::move(out.because));
        out.is = out.missing.empty() ? truth::no : truth::unknown;
        return out;
    }

    verdict ever(const expression& x) const {
        verdict out = fact(x);
        if (out.is == truth::yes) return out;
        for (const std::string& code : x.codes)
            for (const known_fact& f : who_.of(code))
                if (f.status == fact_status::past) out.because.push_back({book_.label_of(code) + ": in the past", f.origin});
        return out.because.empty() ? out : settled(true, std::move(out.because));
    }

    // Every answer to a follow-up question about facts that are there. `missing`: one of them has none.
    struct answers {
        std::vector<std::pair<std::string, const known_fact*>> given;
        bool missing = false;
        bool denied = false; // the fact itself is known not to be there
    };
    answers of_detail(const expression& x, const std::string& name) const {
        answers out;
        bool there = false;
        for (const std::string& code : x.codes)
            for (const known_fact& f : who_.of(code)) {
                if (f.status != fact_status::present && f.status != fact_status::unknown) {
                    out.denied = true;
                    continue;
                }
                bool given = false;
                for (const auto& d : f.details)
                    if (d.name == name && !d.value.empty() && d.value != "not_sure")
                        out.given.push_back({d.value, &f}), given = true;
                there = true;
                out.missing = out.missing || (!given && !f.from_text);
            }
        out.missing = out.missing || out.given.empty();
        out.denied = out.denied && !there;
        return out;
    }

    std::string label(const expression& x) const { return book_.details.at(x.detail).label; }

    verdict missing_answer(const expression& x, const answers& a, bool number) const {
        if (a.denied || x.if_known || !a.missing) return settled(false);
        return open(label(x), number);
    }

    verdict detail(const expression& x) const {
        const answers a = of_detail(x, x.detail);
        verdict against = settled(false);
        for (const auto& [value, f] : a.given) {
            reason r{label(x) + ": " + value, f->origin};
            if (listed(x.values, value)) return settled(true, {r});
            against.because.push_back(std::move(r));
        }
        verdict v = missing_answer(x, a, false);
        if (v.is == truth::no) v.because = std::move(against.because);
        return v;
    }

    verdict number(const expression& x) const {
        answers a = of_detail(x, x.detail);
        verdict against = settled(false);
        for (const auto& [value, f] : a.given) {
            double n = 0;
            auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), n);
            if (ec != std::errc() || end != value.data() + value.size()) {
                a.missing = true;
                continue;
            }
            reason r{label(x) + ": " + value, f->origin};
            if (within(x, n)) return settled(true, {r});
            against.because.push_back(std::move(r));
        }
        verdict v = missing_answer(x, a, true);
        if (v.is == truth::no) v.because = std::move(against.because);
        return v;
    }

    verdict days(const expression& x) const {
        answers a = of_detail(x, x.detail);
        verdict against = settled(false);
        for (const auto& [value, f] : a.given) {
            const auto span = days_before(value, who_.who().today, f->origin);
            if (!span) {
                a.missing = true;
                continue;
            }
            const bool exact = span->least == span->most;
            reason r{label(x) + ": " + (exact ? day_text(who_.who().today, span->least) : value), f->origin};
            const bool first = within(x, span->least), last = within(x, span->most);
            if (first && last) return settled(true, {r});
            const bool apart = (x.at_least && span->most < *x.at_least) || (x.at_most && span->least > *x.at_most);
            if (!exact && !apart) a.missing = true;
            against.because.push_back(std::move(r));
        }
        verdict v = missing_answer(x, a, true);
        if (v.is == truth::no) v.because = std::move(against.because);
        return v;
    }

    verdict area(const expression& x) const {
        const answers a = of_detail(x, "body_areas");
        for (const auto& [value, f] : a.given)
            for (const std::string& group : x.values)
                if (listed(lumbar::regions_in(group), value)) return settled(true, {{"Where: " + value, f->origin}});
        if (a.denied || !a.missing) return settled(false);
        return open(book_.details.at("body_areas").label, false);
    }

    verdict medicine(const expression& x) const {
        bool unnamed = false;
        for (const std::string& code : x.codes)
            for (const known_fact& f : who_.of(code)) {
                if (f.status != fact_status::present) continue;
                for (const std::string& name : f.names)
                    if (listed(x.values, name)) return settled(true, {{f.from_text ? f.said : "Medicine: " + name, f.origin}});
                unnamed = unnamed || f.names.empty();
            }
        return unnamed ? open("Which medicine", false) : settled(false);
    }

    const person& who_;
    const rule_book& book_;
};

}

verdict judge(const expression& condition, const person& who, const rule_book& book) { return judge_of(who, book)(condition); }

}
