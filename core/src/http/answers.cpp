#include "core/src/http/answers.hpp"

#include "core/src/exception_type.hpp"

#include <sodium.h>

#include <array>
#include <random>

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
    out.unexpected = true;
    try {
        std::rethrow_exception(std::move(thrown));
    } catch (const database_error& fault) {
        out.type = type_in_flight();
        out.said = fault.what();
        out.store = fault;
    } catch (const program_mistake& mistake) {
        out.type = type_in_flight();
        out.said = mistake.what();
        out.mistake = mistake;
    } catch (const std::exception& other) {
        out.type = type_in_flight();
        out.said = other.what();
    } catch (...) {
        out.type = type_in_flight();
    }
    out.answer = answer_to(out.store.value_or(database_error(database_fault::other, "")));
    if (out.store) out.unexpected = out.answer.status == 500;
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
    for (auto& [name, value] : answer.headers)
        if (name == "Link") complete_link(c.in, value);
}

// Told apart from all others, not kept secret: the system's generator is asked once for each thread.
std::string new_request_id() {
    thread_local std::mt19937_64 numbers([] {
        std::uint64_t seed = 0;
        randombytes_buf(&seed, sizeof seed);
        return seed;
    }());
    static constexpr char hex[] = "0123456789abcdef";
    std::array<std::uint64_t, 2> bits{numbers(), numbers()};
    bits[0] = (bits[0] & ~0xF000ull) | 0x4000ull;
    bits[1] = (bits[1] & ~(0xC0ull << 56)) | (0x80ull << 56);
    std::string id(36, '-');
    char* to = id.data();
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) ++to;
        *to++ = hex[bits[static_cast<std::size_t>(i / 16)] >> (60 - 4 * (i % 16)) & 15];
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
