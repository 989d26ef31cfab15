#include "core/src/http/framing.hpp"

#include "core/src/http/eight_bytes.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace lumbar::http {
namespace {

constexpr std::array allowed_methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

// Asked for each character of a head; the C library's own ask for the locale first.
using character_set = std::array<bool, 256>;

constexpr character_set alphanumerics_and(std::string_view others) {
    character_set set{};
    for (unsigned char c = '0'; c <= '9'; ++c) set[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c) set[c] = set[c - 0x20] = true;
    for (unsigned char c : others) set[c] = true;
    return set;
}

constexpr auto token_characters = alphanumerics_and("!#$%&'*+-.^_`|~");
constexpr auto host_characters = alphanumerics_and("-.:[]_");

bool only(const character_set& set, std::string_view text) {
    return std::all_of(text.begin(), text.end(), [&](unsigned char c) { return set[c]; });
}

bool is_token(std::string_view text) { return !text.empty() && only(token_characters, text); }

bool has_control_bytes(std::string_view value) {
    std::size_t at = 0;
    for (; at + 8 <= value.size(); at += 8) {
        const auto eight = eight_bytes::load(value, at);
        if (eight_bytes::any_below(eight, 0x20) || eight_bytes::any_is(eight, 0x7f)) break;
    }
    return std::any_of(value.begin() + static_cast<std::ptrdiff_t>(at), value.end(),
                       [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

bool same_name(std::string_view a, std::string_view lower) {
    return a.size() == lower.size() && std::equal(a.begin(), a.end(), lower.begin(), [](unsigned char x, unsigned char y) {
        return (x >= 'A' && x <= 'Z' ? x | 0x20 : x) == y;
    });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// 1*DIGIT below 2^63; empty for anything else.
std::optional<std::uint64_t> length_of(std::string_view text) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    std::uint64_t n = 0;
    if (text.empty()) return {};
    for (unsigned char c : text) {
        if (c < '0' || c > '9') return {};
        auto digit = static_cast<std::uint64_t>(c - '0');
        if (n > (most - digit) / 10) return {};
        n = n * 10 + digit;
    }
    return n;
}

bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 300) return false;
    const auto colon = host.rfind(':');
    if (colon != host.npos && host.find(']', colon) == host.npos) {
        const auto port = length_of(host.substr(colon + 1));
        if (!port || *port > 65535) return false;
    }
    return only(host_characters, host);
}

// The host that an absolute target names itself; empty for any other target.
std::string_view host_in(std::string_view target) {
    for (std::string_view scheme : {"http://", "https://"})
        if (target.substr(0, scheme.size()) == scheme) {
            target.remove_prefix(scheme.size());
            return target.substr(0, target.find_first_of("/?#"));
        }
    return {};
}

head_verdict refuse(int status, std::string_view code) {
    head_verdict v;
    v.status = status;
    v.code = code;
    return v;
}

// "GET /path HTTP/1.1", with exactly one space between the three. Sets `http_1_0`.
head_verdict vet_request_line(std::string_view line, const head_limits& limits, bool& http_1_0) {
    auto first = line.find(' ');
    auto last = line.rfind(' ');
    if (first == line.npos || first == last) return refuse(400, "bad_request_line");
    auto method = line.substr(0, first), target = line.substr(first + 1, last - first - 1), version = line.substr(last + 1);
    if (!is_token(method)) return refuse(400, "bad_request_line");
    if (target.size() > limits.target) return refuse(414, "target_too_long");
    if (target.empty() || target.find(' ') != target.npos || has_control_bytes(target)) return refuse(400, "bad_target");
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse(505, "http_version");
    if (std::find(allowed_methods.begin(), allowed_methods.end(), method) == allowed_methods.end())
        return refuse(501, "method_not_known");
    http_1_0 = version == "HTTP/1.0";
    return {};
}

struct framing_fields {
    int hosts = 0, lengths = 0, codings = 0;
};

// One "Name: value" line, counted into `seen` and `verdict`.
bool vet_field(std::string_view line, framing_fields& seen, head_verdict& verdict) {
    auto colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon))) return false;
    auto name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (has_control_bytes(value)) return false;
    if (same_name(name, "host")) {
        ++seen.hosts;
        verdict.host = value;
    } else if (same_name(name, "content-length")) {
        ++seen.lengths;
        verdict.content_length = length_of(value);
        if (!verdict.content_length) return false;
    } else if (same_name(name, "transfer-encoding")) {
        ++seen.codings;
        verdict.chunked = same_name(value, "chunked");
        if (!verdict.chunked) return false;
    }
    return true;
}

}

head_verdict vet_head(std::string_view raw, const head_limits& limits) {
    if (raw.size() > limits.head) return refuse(431, "head_too_long");
    auto end = raw.find("\r\n");
    if (end == raw.npos) return refuse(400, "bad_request_line");
    bool http_1_0 = false;
    head_verdict verdict = vet_request_line(raw.substr(0, end), limits, http_1_0);
    if (verdict.status) return verdict;

    framing_fields seen;
    std::size_t count = 0;
    for (std::size_t at = end + 2;; at = end + 2) {
        end = raw.find("\r\n", at);
        if (end == raw.npos) return refuse(400, "bad_head");
        if (end == at) break;
        if (++count > limits.fields) return refuse(431, "too_many_fields");
        // A folded line begins with white space: no field name does.
        if (!vet_field(raw.substr(at, end - at), seen, verdict)) return refuse(400, "bad_header_field");
    }
    if (seen.lengths > 1 || seen.codings > 1 || (seen.lengths && seen.codings)) return refuse(400, "ambiguous_body_length");
    if (seen.codings && http_1_0) return refuse(400, "ambiguous_body_length");
    if (seen.hosts > 1 || (seen.hosts == 0 && !http_1_0)) return refuse(400, "one_host_needed");
    if (seen.hosts && !is_host(verdict.host)) return refuse(400, "bad_host");
    // RFC 9112 3.2.2: the host of an absolute target counts, whatever the field says.
    const auto line = raw.substr(0, raw.find("\r\n"));
    if (auto named = host_in(line.substr(line.find(' ') + 1)); !named.empty()) {
        named = named.substr(0, named.find(' '));
        if (!is_host(named)) return refuse(400, "bad_host");
        verdict.host = named;
    }
    return verdict;
}

}
