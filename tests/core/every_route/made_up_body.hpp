#pragma once

#include <lumbar/json.hpp>

#include <map>
#include <string>

// A body that fits a type: known ids for the members that have their names, plain values for the rest. It passes the parser;
// whether the route's own rules take it is another matter.
class made_up_body {
public:
    explicit made_up_body(const std::map<std::string, std::string, std::less<>>& ids, lumbar::utc_ms later)
        : ids_(ids), later_(later) {}

    std::string of(const lumbar::shape& type, std::string_view name = {}) const {
        using lumbar::shape_kind;
        switch (type.kind) {
        case shape_kind::text: return text(name);
        case shape_kind::boolean: return "false";
        case shape_kind::integer: return "60";
        case shape_kind::real: return "1.5";
        case shape_kind::id: return known(name).empty() ? "null" : "\"" + known(name) + "\"";
        case shape_kind::time: return "\"" + to_text(later_) + "\"";
        case shape_kind::date: return "\"1990-02-03\"";
        case shape_kind::document: return "{}";
        case shape_kind::choice: return "\"" + std::string(type.names.front()) + "\"";
        case shape_kind::optional: return "null";
        case shape_kind::list: return "[]";
        case shape_kind::object: break;
        }
        std::string json = "{";
        for (const auto& member : type.members)
            json += (json.size() > 1 ? ",\"" : "\"") + std::string(member.name) + "\":" + of(*member.type, member.name);
        return json + "}";
    }

    // The id of a record of this noun; empty for a noun that there is none of.
    std::string known(std::string_view noun) const {
        auto found = ids_.find(noun);
        return found == ids_.end() ? std::string() : found->second;
    }

private:
    static std::string text(std::string_view name) {
        if (name == "zone") return "\"Europe/Dublin\"";
        if (name == "currency") return "\"EUR\"";
        if (name == "login") return "\"somebody.new\"";
        if (name == "email" || name == "phone") return "\"\"";
        return "\"words\"";
    }

    const std::map<std::string, std::string, std::less<>>& ids_;
    lumbar::utc_ms later_;
};
