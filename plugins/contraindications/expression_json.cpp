#include "rules_json.hpp"

#include <lumbar/body_regions.hpp>

#include <algorithm>
#include <array>

namespace contraindications {

namespace json = boost::json;

namespace {

struct operator_name {
    std::string_view member;
    op what;
};
constexpr std::array operators{operator_name{"all", op::all},
                               operator_name{"any", op::any},
                               operator_name{"not", op::negate},
                               operator_name{"count", op::count},
                               operator_name{"fact", op::fact},
                               operator_name{"ever", op::ever},
                               operator_name{"detail", op::detail},
                               operator_name{"number", op::number},
                               operator_name{"days", op::days},
                               operator_name{"area", op::area},
                               operator_name{"medication_class", op::medication_class},
                               operator_name{"medicine", op::medicine},
                               operator_name{"age", op::age},
                               operator_name{"minor", op::minor},
                               operator_name{"plan_modality", op::plan_modality},
                               operator_name{"plan_area", op::plan_area},
                               operator_name{"plan_pressure", op::plan_pressure},
                               operator_name{"plan_position", op::plan_position}};

constexpr std::array modalities{"swedish", "deep_tissue", "trigger_point", "cupping",    "hot_stone", "lymphatic_drainage",
                                "iastm",   "sports",      "myofascial",    "stretching", "abdominal"};
constexpr std::array pressures{"light", "medium", "firm", "deep"};
constexpr std::array positions{"prone", "supine_flat", "side_lying", "semi_reclined", "seated"};

class expression_reader {
public:
    expression_reader(const rule_book& book, members& m) : book_(book), m_(m) {}

    expression read() {
        expression e;
        e.what = the_operator();
        switch (e.what) {
        case op::always:
            break;
        case op::all:
        case op::any:
        case op::count:
            e.parts = parts();
            break;
        case op::negate:
            e.parts.push_back(read_expression(m_.need("not"), book_, m_.at("not")));
            break;
        case op::fact:
            e.codes = codes();
            e.asked = m_.flag("asked");
            break;
        case op::ever:
            e.codes = codes();
            break;
        case op::detail:
        case op::number:
        case op::days:
            of_detail(e);
            break;
        case op::area:
            e.codes = codes();
            e.values = regions("in");
            break;
        case op::medication_class:
            e.codes = codes();
            check_classes(e.codes);
            break;
        case op::medicine:
            e.values = m_.texts(name_);
            e.codes = m_.texts("of");
            check_classes(e.codes);
            break;
        case op::age:
            limits(e, m_.need("age"), m_.at("age"));
            break;
        case op::minor:
            if (!m_.flag("minor")) m_.refuse("minor", "only true says something");
            break;
        case op::plan_area:
            e.values = regions(name_);
            break;
        case op::plan_modality:
            e.values = one_of(modalities);
            break;
        case op::plan_pressure:
            e.values = one_of(pressures);
            break;
        case op::plan_position:
            e.values = one_of(positions);
            break;
        }
        if (e.what == op::count || e.what == op::number || e.what == op::days) own_limits(e);
        if (e.what == op::count && !e.at_least) m_.refuse("at_least", "is missing");
        m_.nothing_else();
        return e;
    }

private:
    op the_operator() {
        op found = op::always;
        for (const auto& [member, what] : operators) {
            if (!m_.find(member)) continue;
            if (found != op::always) m_.refuse(member, "one condition has one operator");
            found = what;
            name_ = member;
        }
        return found;
    }

    std::vector<expression> parts() {
        const json::value& list = m_.need(name_);
        if (!list.is_array() || list.get_array().empty()) m_.refuse(name_, "a list of conditions is needed");
        std::vector<expression> out;
        for (const json::value& part : list.get_array())
            out.push_back(read_expression(part, book_, m_.at(name_) + "/" + std::to_string(out.size())));
        return out;
    }

    std::vector<std::string> known(std::vector<std::string> list) {
        if (list.empty()) m_.refuse(name_, "a code is needed");
        for (const std::string& code : list)
            if (!book_.knows(code)) m_.refuse(name_, "nothing is called '" + code + "'");
        return list;
    }
    std::vector<std::string> codes() { return known(m_.texts(name_)); }

    void check_classes(const std::vector<std::string>& list) {
        if (list.empty()) m_.refuse(name_, "a medication class is needed");
        for (const std::string& c : list)
            if (!book_.medicines.contains(c)) m_.refuse(name_, "no medication class is called '" + c + "'");
    }

    // ["sciatica", "assessed_by_professional"], or several codes in the place of the one.
    void of_detail(expression& e) {
        const json::value& v = m_.need(name_);
        if (!v.is_array() || v.get_array().size() != 2 || !v.get_array()[1].is_string())
            m_.refuse(name_, "[code, detail] is needed");
        const json::value& first = v.get_array()[0];
        if (first.is_string())
            e.codes.emplace_back(first.get_string());
        else if (first.is_array())
            for (const json::value& c : first.get_array()) e.codes.emplace_back(c.is_string() ? std::string(c.get_string()) : "");
        e.codes = known(std::move(e.codes));
        e.detail = std::string(v.get_array()[1].get_string());
        auto word = book_.details.find(e.detail);
        if (word == book_.details.end()) m_.refuse(name_, "no detail is called '" + e.detail + "'");
        const std::string& type = word->second.type;
        bool fits = e.what == op::number ? type == "number"
                    : e.what == op::days ? type == "days"
                                         : type == "yes_no" || type == "text";
        if (!fits) m_.refuse(name_, "the detail '" + e.detail + "' is of the type " + type);
        if (e.what == op::detail) {
            e.values = m_.texts("is");
            if (e.values.empty()) m_.refuse("is", "is missing");
            if (type == "yes_no" && (e.values.size() != 1 || (e.values[0] != "yes" && e.values[0] != "no")))
                m_.refuse("is", "yes or no is needed");
        }
        e.if_known = m_.flag("if_known");
    }

    void limits(expression& e, const json::value& v, const std::string& at) {
        members m(v, at);
        read_limits(e, m);
        m.nothing_else();
    }
    void own_limits(expression& e) { read_limits(e, m_); }

    void read_limits(expression& e, members& m) {
        for (auto [name, to] :
             {std::pair{"at_least", &e.at_least}, {"at_most", &e.at_most}, {"above", &e.above}, {"below", &e.below}})
            if (const json::value* v = m.find(name)) *to = number(*v, m, name);
        if (const json::value* v = m.find("between")) {
            if (!v->is_array() || v->get_array().size() != 2) m.refuse("between", "two numbers are needed");
            e.at_least = number(v->get_array()[0], m, "between");
            e.at_most = number(v->get_array()[1], m, "between");
        }
        if (!e.at_least && !e.at_most && !e.above && !e.below) m.refuse(name_, "a limit is needed");
    }

    static double number(const json::value& v, const members& m, std::string_view name) {
        if (!v.is_number()) m.refuse(name, "a number is needed");
        return v.to_number<double>();
    }

    std::vector<std::string> regions(std::string_view member) {
        std::vector<std::string> list = m_.texts(member);
        if (list.empty()) m_.refuse(member, "a region is needed");
        for (const std::string& r : list)
            if (lumbar::regions_in(r).empty()) m_.refuse(member, "no region or group is called '" + r + "'");
        return list;
    }

    template <std::size_t N>
    std::vector<std::string> one_of(const std::array<const char*, N>& words) {
        std::vector<std::string> list = m_.texts(name_);
        for (const std::string& w : list)
            if (std::find(words.begin(), words.end(), w) == words.end()) m_.refuse(name_, "'" + w + "' is not known");
        return list;
    }

    const rule_book& book_;
    members& m_;
    std::string_view name_;
};

}

expression read_expression(const json::value& v, const rule_book& book, const std::string& at) {
    members m(v, at);
    return expression_reader(book, m).read();
}

}
