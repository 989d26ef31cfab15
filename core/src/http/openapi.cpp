#include "core/src/http/openapi.hpp"

#include <lumbar/json.hpp>

#include <map>
#include <set>

namespace lumbar::http {
namespace {

constexpr std::string_view problem_schema = R"({"type":"object","description":"RFC 9457. `code` is stable, the sentences may change.",)"
    R"("properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},)"
    R"("detail":{"type":"string"},"request_id":{"type":"string","format":"uuid"},"errors":{"type":"array","items":{"type":"object",)"
    R"("properties":{"pointer":{"type":"string"},"detail":{"type":"string"}},"required":["pointer","detail"]}}},)"
    R"("required":["type","title","status","code","detail"]})";

constexpr std::string_view problem_answer = R"("default":{"$ref":"#/components/responses/problem"})";

constexpr std::string_view own_paths =
    R"("/api/v1/events":{"get":{"operationId":"get_events","summary":"What happens, told to open windows as server-sent events",)"
    R"("tags":["core"],"security":[{"session":[]}],"responses":{"200":{"description":"A stream that ends with the session",)"
    R"("content":{"text/event-stream":{"schema":{"type":"string"}}}},"default":{"$ref":"#/components/responses/problem"}}}},)"
    R"("/api/v1/openapi.json":{"get":{"operationId":"get_openapi_json","summary":"This description","tags":["core"],)"
    R"("security":[{"session":[]}],"responses":{"200":{"description":"An OpenAPI document","content":{"application/json":)"
    R"({"schema":{"type":"object"}}}},"default":{"$ref":"#/components/responses/problem"}}}})";

class description {
public:
    explicit description(const route_snapshot& routes) {
        components_.schemas.emplace_back("problem", problem_schema);
        for (const auto& route : routes.routes()) add(*route);
    }

    std::string text(std::string_view title, std::string_view version) const {
        std::string out = R"({"openapi":"3.1.0","info":{"title":)";
        append_json_text(out, title);
        out += ",\"version\":";
        append_json_text(out, version);
        out += "},\"paths\":{";
        for (const auto& [path, operations] : paths_) {
            append_json_text(out, path);
            out.append(":{").append(operations).append("},");
        }
        out.append(own_paths).append("},\"components\":{\"schemas\":{");
        for (const auto& [name, schema] : components_.schemas) {
            if (out.back() != '{') out += ',';
            append_json_text(out, name);
            out.append(":").append(schema);
        }
        out += R"(},"responses":{"problem":{"description":"What is wrong, for a program and for a person",)"
               R"("content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/problem"}}}}},)"
               R"("securitySchemes":{"session":{"type":"apiKey","in":"cookie","name":"__Host-lumbar"},)"
               R"("token":{"type":"http","scheme":"bearer"},)"
               R"("client_link":{"type":"apiKey","in":"cookie","name":"__Host-lumbar-client"}}}})";
        return out;
    }

private:
    void add(const mounted_route& route) {
        auto& operations = paths_[route.path];
        if (!operations.empty()) operations += ',';
        std::string verb(name_of(route.row->method));
        for (char& c : verb) c = static_cast<char>(c | 0x20);
        append_json_text(operations, verb);
        operations += ":{\"operationId\":";
        append_json_text(operations, operation_id(verb, route.path));
        operations += ",\"tags\":[";
        append_json_text(operations, route.plugin.empty() ? "core" : route.plugin);
        operations += ']';
        add_access(operations, route.row->who);
        if (route.row->needs_recent) operations += R"(,"x-recent-sign-in":true)";
        add_parameters(operations, route);
        add_body(operations, *route.row);
        add_answers(operations, *route.row);
        operations += '}';
    }

    // "get_clients_by_client": the path in words, told apart by a number where two paths read the same.
    std::string operation_id(const std::string& verb, std::string_view path) {
        if (path.starts_with("/api/v1")) path.remove_prefix(7);
        std::string id = verb;
        for (char c : path) {
            if (c == '{') id += "by_";
            else if (c == '/') id += '_';
            else if (c != '}') id += c == '.' || c == '-' ? '_' : c;
        }
        auto unique = id;
        for (int number = 2; !operation_ids_.insert(unique).second; ++number) unique = id + '_' + std::to_string(number);
        return unique;
    }

    static void add_access(std::string& out, const access& who) {
        switch (who.what) {
        case access::rule::anyone: out += ",\"security\":[]"; return;
        case access::rule::in_person: out += R"(,"security":[{"session":[]}])"; return;
        case access::rule::signed_in: out += R"(,"security":[{"session":[]},{"token":[]}])"; return;
        case access::rule::permission: out += R"(,"security":[{"session":[]},{"token":[]}],"x-permission":)"; break;
        case access::rule::client_link: out += R"(,"security":[{"client_link":[]}],"x-client-link":)"; break;
        }
        append_json_text(out, who.name);
    }

    static void add_header(std::string& list, std::string_view name, bool required) {
        if (!list.empty()) list += ',';
        list += R"({"in":"header","name":)";
        append_json_text(list, name);
        list.append(required ? R"(,"required":true)" : "").append(R"(,"schema":{"type":"string"}})");
    }

    static void add_parameters(std::string& out, const mounted_route& route) {
        std::string list;
        for (const auto& [segment, name] : route.parameters) {
            if (!list.empty()) list += ',';
            list += R"({"in":"path","name":)";
            append_json_text(list, name);
            list += R"(,"required":true,"schema":{"type":"string"}})";
        }
        switch (route.row->method) {
        case http_verb::get: break;
        case http_verb::post: add_header(list, "Idempotency-Key", false); break;
        default: add_header(list, "If-Match", true);
        }
        if (route.row->method != http_verb::get) add_header(list, "X-Lumbar-Csrf", route.row->who.what != access::rule::anyone);
        if (!list.empty()) out.append(",\"parameters\":[").append(list) += ']';
    }

    void add_content(std::string& out, const shape& type) {
        out += R"("content":{"application/json":{"schema":)";
        append_schema(out, type, components_);
        out += "}}";
    }

    void add_body(std::string& out, const route& row) {
        if (!row.body) return;
        out += R"(,"requestBody":{"required":true,)";
        add_content(out, *row.body);
        out += '}';
    }

    void add_answers(std::string& out, const route& row) {
        if (row.answer) {
            out += R"(,"responses":{"200":{"description":"Done",)";
            add_content(out, *row.answer);
        } else {
            out += R"(,"responses":{"2XX":{"description":"Done")";
        }
        out.append("},").append(problem_answer) += '}';
    }

    std::map<std::string, std::string> paths_;
    std::set<std::string> operation_ids_;
    schema_components components_;
};

}

std::string describe_api(const route_snapshot& routes, std::string_view title, std::string_view version) {
    return description(routes).text(title, version);
}

}
