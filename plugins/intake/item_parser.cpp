#include "item_parser.hpp"

#include <algorithm>

namespace intake {

namespace json = boost::json;

namespace {

constexpr std::pair<std::string_view, item_type> types[] = {
    {"group", item_type::group}, {"display", item_type::display}, {"choice", item_type::choice}, {"boolean", item_type::boolean},
    {"string", item_type::string}, {"text", item_type::text}, {"date", item_type::date}, {"integer", item_type::integer},
    {"decimal", item_type::decimal}};

constexpr std::pair<std::string_view, comparison> operators[] = {
    {"exists", comparison::exists}, {"=", comparison::equal}, {"!=", comparison::different}, {">", comparison::greater},
    {"<", comparison::less}, {">=", comparison::at_least}, {"<=", comparison::at_most}};

constexpr std::string_view fact_system = "urn:lumbar:fact:";
constexpr std::string_view detail_system = "urn:lumbar:detail";
constexpr std::string_view least_url = "http://hl7.org/fhir/StructureDefinition/minValue";
constexpr std::string_view most_url = "http://hl7.org/fhir/StructureDefinition/maxValue";

bool good_link_id(std::string_view id) {
    return !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

bool has_order(item_type t) { return t == item_type::date || t == item_type::integer || t == item_type::decimal; }

std::optional<fact_kind> fact_kind_of(std::string_view name) {
    const shape& kinds = shape_of<fact_kind>();
    for (std::size_t i = 0; i < kinds.names.size(); ++i)
        if (kinds.names[i] == name) return static_cast<fact_kind>(kinds.values[i]);
    return {};
}

}

void item_parser::refuse(const std::string& link_id, std::string_view detail) {
    std::string subject = link_id.empty() ? "An item: " : "Item " + link_id + ": ";
    refused_.push_back({link_id.empty() ? "" : "/" + link_id, subject.append(detail)});
}

void item_parser::members(const std::string& link_id, const json::object& from, std::initializer_list<std::string_view> known) {
    for (const auto& member : from)
        if (std::find(known.begin(), known.end(), member.key()) == known.end())
            refuse(link_id, std::string(member.key()) + " is not supported.");
}

std::string item_parser::text(const std::string& link_id, const json::object& from, std::string_view member) {
    const json::value* v = from.if_contains(member);
    if (!v) return {};
    if (v->is_string()) return std::string(v->as_string());
    refuse(link_id, std::string(member) + " must be text.");
    return {};
}

const json::array* item_parser::list(const std::string& link_id, const json::object& from, std::string_view member) {
    const json::value* v = from.if_contains(member);
    if (!v) return nullptr;
    if (!v->is_array()) {
        refuse(link_id, std::string(member) + " must be a list.");
        return nullptr;
    }
    for (const json::value& entry : v->as_array())
        if (!entry.is_object()) {
            refuse(link_id, std::string(member) + " must be a list of objects.");
            return nullptr;
        }
    return &v->as_array();
}

std::vector<item> item_parser::items(const json::array& from) {
    std::vector<item> out;
    for (const json::value& entry : from) {
        if (entry.is_object()) out.push_back(one(entry.as_object()));
        else refuse("", "it must be an object.");
    }
    return out;
}

item item_parser::one(const json::object& from) {
    item it;
    it.link_id = text("", from, "linkId");
    if (!good_link_id(it.link_id)) refuse(it.link_id, "linkId must be 1 to 100 letters, digits, dots, hyphens or underscores.");
    if (read_.contains(it.link_id)) refuse(it.link_id, "linkId is used twice.");
    members(it.link_id, from,
            {"linkId", "text", "prefix", "type", "required", "repeats", "maxLength", "extension", "answerOption", "enableWhen",
             "enableBehavior", "code", "item"});
    it.text = text(it.link_id, from, "text");
    if (it.text.empty()) refuse(it.link_id, "it has no text.");
    type(it, from);
    flags(it, from);
    limits(it, from);
    options(it, from);
    codes(it, from);
    conditions(it, from);
    seen mark{it.type, {}};
    for (const option& o : it.options) mark.codes.push_back(o.code);
    read_.emplace(it.link_id, std::move(mark));

    if (const json::array* inner = list(it.link_id, from, "item")) {
        if (it.type == item_type::display) refuse(it.link_id, "a display item cannot hold items.");
        facts_above_ += it.facts.empty() ? 0 : 1;
        it.items = items(*inner);
        facts_above_ -= it.facts.empty() ? 0 : 1;
    } else if (it.type == item_type::group) {
        refuse(it.link_id, "a group needs items.");
    }
    return it;
}

void item_parser::type(item& it, const json::object& from) {
    std::string name = text(it.link_id, from, "type");
    auto found = std::find_if(std::begin(types), std::end(types), [&](const auto& t) { return t.first == name; });
    it.type = found == std::end(types) ? item_type::string : found->second;
    if (found == std::end(types)) refuse(it.link_id, "type \"" + name + "\" is not supported.");
}

void item_parser::flags(item& it, const json::object& from) {
    for (auto [member, target] : {std::pair{"required", &it.required}, std::pair{"repeats", &it.repeats}}) {
        const json::value* v = from.if_contains(member);
        if (!v) continue;
        if (!v->is_bool()) refuse(it.link_id, std::string(member) + " must be true or false.");
        else *target = v->as_bool();
        if (*target && !it.asks()) refuse(it.link_id, std::string(member) + " is for questions only.");
    }
    if (it.repeats && it.type == item_type::boolean) refuse(it.link_id, "a boolean cannot repeat.");
}

void item_parser::limits(item& it, const json::object& from) {
    if (const json::value* v = from.if_contains("maxLength")) {
        bool has_length = it.type == item_type::string || it.type == item_type::text;
        if (!has_length || !v->is_int64() || v->as_int64() < 1)
            refuse(it.link_id, "maxLength must be a whole number, on a string or text.");
        else it.max_length = v->as_int64();
    }
    const json::array* extensions = list(it.link_id, from, "extension");
    if (!extensions) return;
    for (const json::value& entry : *extensions) {
        std::string url = text(it.link_id, entry.as_object(), "url");
        if (url != least_url && url != most_url) {
            refuse(it.link_id, "extension " + url + " is not supported.");
        } else if (!has_order(it.type)) {
            refuse(it.link_id, "minValue and maxValue are for date, integer and decimal.");
        } else if (auto limit = value_of(it, entry.as_object(), "value", it.type)) {
            (url == least_url ? it.least : it.most) = *limit;
        }
    }
}

void item_parser::options(item& it, const json::object& from) {
    const json::array* list_of = list(it.link_id, from, "answerOption");
    if (!list_of) {
        if (it.type == item_type::choice) refuse(it.link_id, "a choice needs answerOption.");
        return;
    }
    if (it.type != item_type::choice) refuse(it.link_id, "answerOption is for a choice.");
    for (const json::value& entry : *list_of) {
        members(it.link_id, entry.as_object(), {"valueCoding"});
        const json::value* coding = entry.as_object().if_contains("valueCoding");
        if (!coding || !coding->is_object()) {
            refuse(it.link_id, "each answerOption needs a valueCoding.");
            continue;
        }
        members(it.link_id, coding->as_object(), {"system", "code", "display"});
        option o{text(it.link_id, coding->as_object(), "code"), text(it.link_id, coding->as_object(), "display")};
        if (o.code.empty()) refuse(it.link_id, "an option has no code.");
        else if (it.option_of(o.code)) refuse(it.link_id, "the option " + o.code + " is there twice.");
        if (o.display.empty()) refuse(it.link_id, "the option " + o.code + " has no display.");
        it.options.push_back(std::move(o));
    }
}

void item_parser::codes(item& it, const json::object& from) {
    const json::array* list_of = list(it.link_id, from, "code");
    if (!list_of) return;
    if (!it.asks()) refuse(it.link_id, "code is for questions only.");
    for (const json::value& entry : *list_of) {
        std::string system = text(it.link_id, entry.as_object(), "system");
        std::string code = text(it.link_id, entry.as_object(), "code");
        if (system.starts_with(fact_system)) {
            auto kind = fact_kind_of(std::string_view(system).substr(fact_system.size()));
            bool free = it.type == item_type::string || it.type == item_type::text;
            if (!kind) refuse(it.link_id, "there is no kind of fact " + system + ".");
            else if (code.empty() && !free) refuse(it.link_id, "a fact without a code is for string and text.");
            else it.facts.push_back({*kind, code});
        } else if (system == detail_system) {
            if (code.empty()) refuse(it.link_id, "a detail needs a code.");
            if (facts_above_ == 0) refuse(it.link_id, "a detail must stand below a question with a fact.");
            it.detail = code;
        } else {
            refuse(it.link_id, "the code system " + system + " is not supported.");
        }
    }
    if (!it.facts.empty() && !it.detail.empty()) refuse(it.link_id, "it is both a fact and a detail.");
}

void item_parser::conditions(item& it, const json::object& from) {
    const json::array* list_of = list(it.link_id, from, "enableWhen");
    std::string behaviour = text(it.link_id, from, "enableBehavior");
    if (!behaviour.empty() && behaviour != "all" && behaviour != "any") refuse(it.link_id, "enableBehavior must be all or any.");
    it.any_condition = behaviour == "any";
    if (!list_of) return;
    if (list_of->size() > 1 && behaviour.empty()) refuse(it.link_id, "several conditions need an enableBehavior.");
    for (const json::value& entry : *list_of) it.conditions.push_back(one_condition(it, entry.as_object()));
}

condition item_parser::one_condition(const item& it, const json::object& from) {
    condition c;
    c.question = text(it.link_id, from, "question");
    std::string sign = text(it.link_id, from, "operator");
    auto found = std::find_if(std::begin(operators), std::end(operators), [&](const auto& o) { return o.first == sign; });
    auto asked = read_.find(c.question);
    if (found == std::end(operators)) {
        refuse(it.link_id, "the operator \"" + sign + "\" is not supported.");
    } else if (asked == read_.end()) {
        refuse(it.link_id, "its condition asks for " + c.question + ", which does not come before it.");
    } else if (asked->second.type == item_type::group || asked->second.type == item_type::display) {
        refuse(it.link_id, "its condition asks for " + c.question + ", which is no question.");
    } else {
        c.is = found->second;
        bool ordered = c.is != comparison::exists && c.is != comparison::equal && c.is != comparison::different;
        if (ordered && !has_order(asked->second.type)) refuse(it.link_id, "its condition compares what has no order.");
        item_type type = c.is == comparison::exists ? item_type::boolean : asked->second.type;
        if (auto v = value_of(it, from, "answer", type)) c.expected = *v;
        if (asked->second.type == item_type::choice && c.is != comparison::exists) {
            const auto& codes = asked->second.codes;
            const auto* code = std::get_if<std::string>(&c.expected);
            if (code && std::find(codes.begin(), codes.end(), *code) == codes.end())
                refuse(it.link_id, "its condition waits for " + *code + ", which " + c.question + " does not offer.");
        }
    }
    return c;
}

// `from`["valueInteger"], ["answerCoding"], …: what suits a question of this type.
std::optional<value> item_parser::value_of(const item& it, const json::object& from, std::string_view prefix, item_type type) {
    std::string member(prefix);
    switch (type) {
    case item_type::boolean: member += "Boolean"; break;
    case item_type::integer: member += "Integer"; break;
    case item_type::decimal: member += "Decimal"; break;
    case item_type::date: member += "Date"; break;
    case item_type::choice: member += "Coding"; break;
    default: member += "String"; break;
    }
    const json::value* v = from.if_contains(member);
    calendar_date day;
    if (v && type == item_type::boolean && v->is_bool()) return v->as_bool();
    if (v && type == item_type::integer && v->is_int64()) return v->as_int64();
    if (v && type == item_type::decimal && v->is_number()) return v->to_number<double>();
    if (v && type == item_type::date && v->is_string() && calendar_date::parse(v->as_string(), day)) return day.text;
    if (v && type == item_type::choice && v->is_object()) return text(it.link_id, v->as_object(), "code");
    if (v && (type == item_type::string || type == item_type::text) && v->is_string()) return std::string(v->as_string());
    refuse(it.link_id, "a good " + member + " is missing.");
    return {};
}

}
