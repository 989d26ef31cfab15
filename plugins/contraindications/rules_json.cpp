#include "rules_json.hpp"

#include <algorithm>

namespace contraindications {

namespace json = boost::json;

members::members(const json::value& v, std::string at) : object_(v.if_object()), at_(std::move(at)) {
    if (!object_) throw bad_rules(at_ + ": an object is needed");
}

void members::refuse(std::string_view name, const std::string& why) const { throw bad_rules(at(name) + ": " + why); }

const json::value* members::find(std::string_view name) {
    const json::value* v = object_->if_contains(name);
    if (v) read_.push_back(name);
    return v;
}

const json::value& members::need(std::string_view name) {
    if (const json::value* v = find(name)) return *v;
    refuse(name, "is missing");
}

std::string members::text(std::string_view name) {
    const json::value& v = need(name);
    if (!v.is_string() || v.get_string().empty()) refuse(name, "a text is needed");
    return std::string(v.get_string());
}

std::string members::text_or(std::string_view name, std::string otherwise) {
    return object_->contains(name) ? text(name) : otherwise;
}

bool members::flag(std::string_view name) {
    const json::value* v = find(name);
    if (v && !v->is_bool()) refuse(name, "true or false is needed");
    return v && v->get_bool();
}

std::vector<std::string> members::texts(std::string_view name) {
    const json::value* v = find(name);
    if (!v) return {};
    if (v->is_string()) return {std::string(v->get_string())};
    if (!v->is_array()) refuse(name, "a list of texts is needed");
    std::vector<std::string> list;
    for (const json::value& item : v->get_array()) {
        if (!item.is_string()) refuse(name, "a list of texts is needed");
        list.emplace_back(item.get_string());
    }
    return list;
}

void members::nothing_else() const {
    for (const auto& pair : *object_)
        if (std::find(read_.begin(), read_.end(), pair.key()) == read_.end()) refuse(pair.key(), "is not known");
}

}
