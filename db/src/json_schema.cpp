#include <lumbar/json.hpp>

#include <algorithm>
#include <limits>

namespace lumbar {
namespace {

void append_choice(std::string& out, const shape& type) {
    out += R"({"type":"string","enum":[)";
    for (std::size_t i = 0; i < type.names.size(); ++i) {
        if (i) out += ',';
        append_json_text(out, type.names[i]);
    }
    out += "]}";
}

void append_integer(std::string& out, const shape& type) {
    out += R"({"type":"integer")";
    if (type.minimum == std::numeric_limits<std::int64_t>::min()) out += R"(,"format":"int64"})";
    else out.append(",\"minimum\":").append(std::to_string(type.minimum)).append(",\"maximum\":").append(std::to_string(type.maximum)) += '}';
}

void append_object(std::string& out, const shape& type, schema_components& components) {
    std::string required;
    out += R"({"type":"object","properties":{)";
    for (std::size_t i = 0; i < type.members.size(); ++i) {
        const auto& member = type.members[i];
        if (i) out += ',';
        append_json_text(out, member.name);
        out += ':';
        append_schema(out, *member.type, components);
        if (member.type->kind == shape_kind::optional) continue;
        if (!required.empty()) required += ',';
        append_json_text(required, member.name);
    }
    out.append("},\"required\":[").append(required).append("],\"additionalProperties\":false}");
}

std::string body_of(const shape& type, schema_components& components) {
    std::string json;
    if (type.kind == shape_kind::choice) append_choice(json, type);
    else append_object(json, type, components);
    return json;
}

// The name under which the type stands among the components. Two types of one short name (two plugins' `form`) are told
// apart by a number.
std::string component(const shape& type, schema_components& components) {
    auto body = body_of(type, components);
    std::string name(type.name);
    for (int number = 2;; ++number) {
        auto there = std::find_if(components.schemas.begin(), components.schemas.end(), [&](auto& s) { return s.first == name; });
        if (there == components.schemas.end()) break;
        if (there->second == body) return name;
        name = std::string(type.name) + '_' + std::to_string(number);
    }
    components.schemas.emplace_back(name, std::move(body));
    return name;
}

}

void append_schema(std::string& out, const shape& type, schema_components& components) {
    switch (type.kind) {
    case shape_kind::text: out += R"({"type":"string"})"; return;
    case shape_kind::boolean: out += R"({"type":"boolean"})"; return;
    case shape_kind::integer: return append_integer(out, type);
    case shape_kind::real: out += R"({"type":"number"})"; return;
    case shape_kind::id: out += R"({"type":["string","null"],"format":"uuid"})"; return;
    case shape_kind::time: out += R"({"type":"string","format":"date-time"})"; return;
    case shape_kind::date: out += R"({"type":["string","null"],"format":"date"})"; return;
    case shape_kind::document: out += "{}"; return;
    case shape_kind::optional: return append_schema(out, *type.element, components);
    case shape_kind::list:
        out += R"({"type":"array","items":)";
        append_schema(out, *type.element, components);
        out += '}';
        return;
    case shape_kind::choice:
    case shape_kind::object:
        out.append(R"({"$ref":"#/components/schemas/)").append(component(type, components)).append("\"}");
        return;
    }
}

}
