#include "core/src/http/preconditions.hpp"

#include "core/src/identity/options.hpp"

#include <algorithm>
#include <charconv>

namespace lumbar::http {
namespace {

bool in_reach(const access& rule, const actor& who, bool reads) {
    const bool program = who.kind == actor_kind::token;
    switch (rule.what) {
    case access::rule::anyone: return true;
    case access::rule::signed_in: return who.kind == actor_kind::user || (program && reads);
    case access::rule::in_person: return who.kind == actor_kind::user;
    case access::rule::permission:
        return (who.kind == actor_kind::user || program) && !rule.name.empty() && who.may(rule.name);
    case access::rule::client_link: return who.kind == actor_kind::client_link && (rule.name.empty() || who.purpose == rule.name);
    }
    return false;
}

std::string lower(std::string_view given) {
    std::string text(given);
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; });
    return text;
}

// "application/json", or any "+json" for a document; a charset, if any, is UTF-8.
bool is_json(const call& c) {
    auto type = lower(c.header("content-type"));
    auto rest = type.find(';');
    auto parameters = rest == std::string::npos ? std::string() : type.substr(rest + 1);
    type.resize(std::min(rest, type.size()));
    while (type.ends_with(' ')) type.pop_back();
    std::erase_if(parameters, [](char ch) { return ch == ' ' || ch == '"'; });
    if (!parameters.empty() && parameters != "charset=utf-8") return false;
    if (type == "application/json") return true;
    return c.row().body->kind == shape_kind::document && type.starts_with("application/") && type.ends_with("+json");
}

std::optional<response> refuse_version(call& c) {
    auto text = c.header("if-match");
    const auto verb = c.row().method;
    if (text.empty()) {
        if (verb == http_verb::get || verb == http_verb::post) return {};
        return problem(428, "version_needed", "Say which version you are changing: send its ETag as If-Match.");
    }
    std::int64_t version = 0;
    const char* end = text.data() + text.size();
    if (text.size() >= 3 && text.front() == '"' && text.back() == '"') {
        auto [stop, fault] = std::from_chars(text.data() + 1, end - 1, version);
        if (fault == std::errc{} && stop == end - 1 && version >= 0) {
            c.asked.expected_version = version;
            return {};
        }
    }
    return problem(400, "bad_if_match", "If-Match must be one version as the ETag gave it, like \"7\".");
}

std::optional<response> refuse_key(call& c) {
    auto key = c.header("idempotency-key");
    if (key.empty() || c.row().method != http_verb::post) return {};
    if (!good_repeat_key(key)) return problem(400, "bad_idempotency_key", "An Idempotency-Key has 1 to 200 plain characters.");
    const bool remembered = c.row().kind == detail::handler_kind::write && !c.asked.who.id.empty();
    if (remembered) c.repeat = make_repeat_key(key, c.in, c.asked.who);
    return {};
}

// A command without data may be sent with an empty object.
bool brings_nothing(std::string_view body) {
    std::string rest;
    for (char c : body) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') rest += c;
        if (rest.size() > 2) return false;
    }
    return rest.empty() || rest == "{}";
}

}

std::optional<response> refuse_who(call& c, const access& rule, identity::signed_in_as& who) {
    c.asked.who = std::move(who.who);
    if (c.asked.who.address.empty()) c.asked.who.address = c.in.address;
    if (who.refused_status && who.refused_status != 401) return problem(who.refused_status, who.code, who.detail);
    if (in_reach(rule, c.asked.who, c.safe())) return {};
    if (c.asked.who.kind == actor_kind::nobody) {
        if (who.refused_status) return problem(401, who.code, who.detail);
        return problem(401, "sign_in_first", "Please sign in first.");
    }
    std::string detail = "You may not do this.";
    if (rule.what == access::rule::permission) detail = "This needs a permission that you do not have: " + std::string(rule.name) + ".";
    return problem(403, "not_permitted", detail);
}

std::optional<response> refuse_stale(const call& c, const identity::signed_in_as& who, utc_ms now) {
    if (!c.row().needs_recent) return {};
    if (c.asked.who.kind == actor_kind::token)
        return problem(403, "not_for_programs", "This is for a person who gives their password, not for a program with a token.");
    if (now - who.proved_at < identity::configured().recent) return {};
    return problem(403, "recent_sign_in_needed", "Give your password again to go on: this is for nobody but you.");
}

std::optional<response> refuse_head(call& c) {
    auto coding = lower(c.header("content-encoding"));
    if (!coding.empty() && coding != "identity") return problem(415, "no_compression", "Requests are not taken compressed.");
    if (c.in.body.size() > c.row().max_body) return problem(413, "too_large", "This is more than the server takes here.");
    if (c.row().body && !is_json(c)) return problem(415, "json_only", "The data must be sent as application/json in UTF-8.");
    if (auto refused = refuse_version(c)) return refused;
    return refuse_key(c);
}

std::optional<response> refuse_body(call& c) {
    const auto& row = c.row();
    if (!row.body) {
        if (brings_nothing(c.in.body)) return {};
        return problem(400, "unexpected_body", "No data is expected here.");
    }
    c.body = std::make_unique<body_value>(row);
    auto faults = read_json(c.in.body, *row.body, c.body->value);
    if (!faults.empty()) return invalid(faults);
    if (row.check_body) {
        problems list;
        row.check_body(c.body->value, list);
        if (!list.list().empty()) return invalid(list.list());
    }
    return {};
}

}
