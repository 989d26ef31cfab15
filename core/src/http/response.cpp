#include <lumbar/response.hpp>

#include "core/src/http/cursor.hpp"

namespace lumbar {
namespace {

constexpr std::string_view problem_json = "application/problem+json";

// What RFC 9457 calls the title: the same for every problem of a status.
std::string_view title_of(int status) {
    switch (status) {
    case 400: return "Bad request";
    case 401: return "Sign in first";
    case 403: return "Not permitted";
    case 404: return "Not found";
    case 405: return "Method not allowed";
    case 409: return "Conflict";
    case 412: return "Changed meanwhile";
    case 413: return "Too large";
    case 415: return "Unsupported content";
    case 422: return "Some fields need another look";
    case 428: return "Version needed";
    case 429: return "Too many requests";
    case 503: return "Try again shortly";
    case 507: return "No space left";
    default: return status < 500 ? "Request refused" : "Something went wrong";
    }
}

void append_errors(std::string& out, const std::vector<field_problem>& errors) {
    out += ",\"errors\":[";
    for (const auto& fault : errors) {
        if (out.back() != '[') out += ',';
        out += "{\"pointer\":";
        append_json_text(out, fault.pointer);
        out += ",\"detail\":";
        append_json_text(out, fault.detail);
        out += '}';
    }
    out += ']';
}

std::string words(std::string_view noun) {
    std::string text(noun);
    for (char& c : text)
        if (c == '_') c = ' ';
    return text;
}

}

namespace detail {

std::optional<std::int64_t> version_of(const shape& type, const void* value) {
    if (type.kind != shape_kind::object) return {};
    for (const auto& member : type.members)
        if (member.name == "version" && member.type->kind == shape_kind::integer)
            return member.type->load(static_cast<const char*>(value) + member.offset);
    return {};
}

// The path and the query of this request are the kernel's to know: it completes the link.
response next_page(response r, std::string_view next) {
    if (!next.empty()) r.headers.emplace_back("Link", "<?cursor=" + http::make_cursor(next) + ">; rel=\"next\"");
    return r;
}

response stale(std::string current, std::optional<std::int64_t> version) {
    auto r = problem(412, "changed_meanwhile", "Somebody else has changed this meanwhile. Look at the newer version first.");
    r.body.pop_back();
    r.body.append(",\"current\":").append(current) += '}';
    r.version = version;
    return r;
}

}

response no_content() {
    response r;
    r.status = 204;
    return r;
}

response problem(int status, std::string_view code, std::string_view detail, const std::vector<field_problem>& errors) {
    response r;
    r.status = status;
    r.content_type = problem_json;
    r.body = "{\"type\":\"about:blank\",\"title\":";
    append_json_text(r.body, title_of(status));
    r.body.append(",\"status\":").append(std::to_string(status)).append(",\"code\":");
    append_json_text(r.body, code);
    r.body += ",\"detail\":";
    append_json_text(r.body, detail);
    if (!errors.empty()) append_errors(r.body, errors);
    r.body += '}';
    return r;
}

response not_found(std::string_view noun) {
    return problem(404, std::string(noun) + "_not_found", "There is no such " + words(noun) + ", or it is not yours to see.");
}

response conflict(std::string_view code, std::string_view detail) { return problem(409, code, detail); }

response invalid(const std::vector<field_problem>& errors) {
    return problem(422, "invalid_fields", errors.size() == 1 ? "One field needs another look." : "Some fields need another look.", errors);
}

}
