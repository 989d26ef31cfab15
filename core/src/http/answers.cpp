#include "core/src/http/answers.hpp"

#include "core/src/exception_type.hpp"
#include "core/src/http/security_headers.hpp"

#include <sodium.h>

namespace lumbar::http {
namespace {

response shortly(std::string_view code, std::string_view detail) {
    auto r = problem(503, code, detail);
    r.headers.emplace_back("Retry-After", "1");
    return r;
}

response answer_to(const database_error& fault) {
    switch (fault.fault()) {
    case database_fault::constraint:
        return conflict("clashes", "This clashes with something that is already there, or something it refers to is not.");
    case database_fault::busy: return come_again();
    case database_fault::conflict: return shortly("busy", "Others changed the same things at once. Nothing was changed; please try again.");
    case database_fault::deadline: return shortly("too_slow", "This took too long and was stopped. Nothing was changed.");
    case database_fault::full: return problem(507, "disk_full", "The server's disk is full. Nothing was changed; free some space first.");
    case database_fault::failed: return problem(503, "storage_failed", "The server's storage does not work. Nothing was changed.");
    case database_fault::unreachable: return shortly("storage_unreachable", "The server cannot reach its database. Nothing was changed.");
    case database_fault::unknown_outcome:
        return shortly("outcome_unknown", "The connection broke while saving: it may be saved or not. Look before you try again.");
    case database_fault::refused:
    case database_fault::other: break;
    }
    return problem(500, "unexpected", "Something went wrong here. Give the number of this request to whoever looks after the server.");
}

void encode(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    for (unsigned char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) out += static_cast<char>(c);
        else out.append(1, '%').append(1, hex[c >> 4]).append(1, hex[c & 15]);
    }
}

// page() knows only where the next page starts: "<?cursor=…>". The path and the other parameters are the request's.
void complete_link(const incoming& in, std::string& link) {
    constexpr std::string_view start = "<?cursor=";
    if (!link.starts_with(start)) return;
    std::string whole = "<";
    for (const auto& segment : in.segments) encode(whole += '/', segment);
    whole += '?';
    for (const auto& [name, value] : in.queries) {
        if (name == "cursor") continue;
        encode(whole, name);
        encode(whole += '=', value);
        whole += '&';
    }
    link = whole + link.substr(2);
}

}

response come_again() { return shortly("busy", "The server is busy. Nothing was changed; please try again."); }

fault_answer answer_to(std::exception_ptr thrown) {
    fault_answer out;
    try {
        std::rethrow_exception(std::move(thrown));
    } catch (const database_error& fault) {
        out.answer = answer_to(fault);
        out.unexpected = out.answer.status == 500;
        out.type = type_in_flight();
        out.store = fault;
        return out;
    } catch (...) {
        out.type = type_in_flight();
    }
    out.unexpected = true;
    out.answer = answer_to(database_error(database_fault::other, ""));
    return out;
}

void finish_answer(const call& c, response& answer) {
    if (answer.status >= 400 && answer.content_type == "application/problem+json" && answer.body.ends_with('}')) {
        answer.body.pop_back();
        answer.body += ",\"request_id\":";
        append_json_text(answer.body, c.asked.request_id);
        answer.body += '}';
    }
    answer.headers.emplace_back("X-Request-Id", c.asked.request_id);
    if (answer.version) answer.headers.emplace_back("ETag", '"' + std::to_string(*answer.version) + '"');
    for (auto& [name, value] : answer.headers)
        if (name == "Link") complete_link(c.in, value);
    security_headers(answer);
}

std::string new_request_id() {
    static constexpr char hex[] = "0123456789abcdef";
    unsigned char bytes[16];
    randombytes_buf(bytes, sizeof bytes);
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
    std::string id;
    for (int i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
        id.append(1, hex[bytes[i] >> 4]).append(1, hex[bytes[i] & 15]);
    }
    return id;
}

response not_found_answer(const route_snapshot::found& found) {
    if (found.plugin_off) return problem(404, "plugin_off", "This part of Lumbar is switched off.");
    if (found.allow.empty()) return problem(404, "nothing_here", "There is nothing at this address.");
    auto r = problem(405, "method_not_allowed", "This address does not take this kind of request.");
    r.headers.emplace_back("Allow", found.allow);
    return r;
}

}
