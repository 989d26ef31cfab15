#include "core/src/plugins/settings.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace lumbar::plugins {

namespace json = boost::json;

namespace {

constexpr std::int64_t longest_text = 4000;
constexpr std::size_t most_settings = 50, largest_schema = 64 * 1024;

bool is_name(std::string_view text) {
    auto inner = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= 60 && text.front() >= 'a' && std::all_of(text.begin(), text.end(), inner);
}

// Reads one property; what is wrong with it goes to `faults`.
class property_reader {
public:
    property_reader(std::string name, const json::object& from, std::vector<std::string>& faults)
        : from_(from), faults_(faults) {
        made_.name = std::move(name);
    }

    setting read() {
        made_.title = text_of("title");
        made_.description = text_of("description");
        if (!is_name(made_.name)) complain("is no name: lower-case letters, digits and _");
        if (made_.title.empty()) complain("has no title");
        const std::string type = text_of("type");
        if (type == "boolean") read_boolean();
        else if (type == "integer") read_integer();
        else if (type == "string") read_text();
        else complain("must be of type boolean, integer or string");
        for (const auto& member : from_)
            if (std::find(known_.begin(), known_.end(), member.key()) == known_.end())
                complain("has the member \"" + std::string(member.key()) + "\", which is not known there");
        return std::move(made_);
    }

private:
    const json::value* member(std::string_view name) {
        known_.push_back(name);
        return from_.if_contains(name);
    }
    std::string text_of(std::string_view name) {
        const json::value* v = member(name);
        if (v && !v->is_string()) complain("must have a text as its " + std::string(name));
        return v && v->is_string() ? std::string(v->as_string()) : std::string();
    }
    std::optional<std::int64_t> number_of(std::string_view name) {
        const json::value* v = member(name);
        if (!v) return {};
        if (v->is_int64()) return v->as_int64();
        complain("must have a whole number as its " + std::string(name));
        return {};
    }
    void complain(const std::string& what) { faults_.push_back("the setting \"" + made_.name + "\" " + what); }

    void read_boolean() {
        made_.kind = setting_kind::boolean;
        const json::value* v = member("default");
        if (!v || !v->is_bool()) complain("must have true or false as its default");
        else made_.initial.text = json::serialize(*v);
    }

    void read_integer() {
        made_.kind = setting_kind::integer;
        made_.minimum = number_of("minimum");
        made_.maximum = number_of("maximum");
        const auto initial = number_of("default");
        if (!initial) return complain("must have a whole number as its default");
        if (initial < made_.minimum.value_or(*initial) || initial > made_.maximum.value_or(*initial))
            complain("has a default outside of its minimum and maximum");
        made_.initial.text = std::to_string(*initial);
    }

    void read_text() {
        const json::value* hidden = member("writeOnly");
        made_.maximum = number_of("maxLength").value_or(longest_text);
        if (*made_.maximum < 1 || *made_.maximum > longest_text) complain("must have a maxLength from 1 to 4000");
        if (hidden && hidden->is_bool() && hidden->as_bool()) {
            made_.kind = setting_kind::secret;
            made_.initial.text = "\"\"";
            if (member("default") || member("enum")) complain("is writeOnly and can have neither default nor enum");
            return;
        }
        read_choices();
        const json::value* initial = member("default");
        if (!initial || !initial->is_string()) return complain("must have a text as its default");
        made_.initial.text = json::serialize(*initial);
        if (made_.kind == setting_kind::choice &&
            std::find(made_.choices.begin(), made_.choices.end(), std::string(initial->as_string())) == made_.choices.end())
            complain("has a default that is not in its enum");
    }

    void read_choices() {
        const json::value* list = member("enum");
        if (!list) return;
        made_.kind = setting_kind::choice;
        made_.maximum.reset();
        if (!list->is_array() || list->as_array().empty()) return complain("must have texts in its enum");
        for (const json::value& one : list->as_array()) {
            if (!one.is_string()) return complain("must have texts in its enum");
            made_.choices.emplace_back(one.as_string());
        }
    }

    const json::object& from_;
    std::vector<std::string>& faults_;
    std::vector<std::string_view> known_;
    setting made_;
};

}

std::vector<setting> settings_in(std::string_view schema, std::vector<std::string>& faults) {
    boost::system::error_code fault;
    const json::value parsed = json::parse(schema, fault);
    const json::value* properties = !fault && parsed.is_object() ? parsed.as_object().if_contains("properties") : nullptr;
    if (schema.size() > largest_schema || !properties || !properties->is_object() || properties->as_object().size() > most_settings) {
        faults.push_back("settings must be a JSON Schema of type object with at most 50 properties and 64 KiB");
        return {};
    }
    for (const auto& member : parsed.as_object())
        if (member.key() != "type" && member.key() != "properties" && member.key() != "$schema")
            faults.push_back("settings has the member \"" + std::string(member.key()) + "\", which is not known there");
    std::vector<setting> found;
    for (const auto& [name, value] : properties->as_object()) {
        if (!value.is_object()) faults.push_back("the setting \"" + std::string(name) + "\" is no object");
        else found.push_back(property_reader(std::string(name), value.as_object(), faults).read());
    }
    return found;
}

}
