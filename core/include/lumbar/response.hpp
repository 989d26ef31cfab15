#pragma once

#include <lumbar/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace [[gnu::visibility("default")]] lumbar {

// Bytes that lie somewhere else, a file's or what many answers share; the owner, if they need one, keeps them there while they are
// sent. A plugin's are copied first: nothing of it runs once its request is answered.
struct held_bytes {
    std::string_view text;
    std::shared_ptr<const void> owner;
};

// An answer. From 400 on it is an error: the transaction is rolled back and nothing that the handler wrote stays.
struct response {
    int status = 200;
    std::string body;                                          // JSON, unless content_type says otherwise
    std::string_view content_type = "application/json";        // a literal
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<std::int64_t> version;                       // becomes the ETag
    held_bytes rest;                                           // sent behind body; refused from a write
};

namespace detail {
// The value of an object's `version` member, if it has one.
std::optional<std::int64_t> version_of(const shape& type, const void* value);
}

// 200. A described struct with a `version` member is sent with that version as its ETag.
template <class T>
response ok(const T& value) {
    response r;
    append_json(r.body, value);
    r.version = detail::version_of(shape_of<T>(), &value);
    return r;
}

// 201, with the record.
template <class T>
response created(const T& value) {
    response r = ok(value);
    r.status = 201;
    return r;
}

response no_content();                       // 204

// 200, one page of a list. `next` is where the following page starts (a Link header, rel="next"); empty = this is the last.
// What is in `next` is opaque to clients and comes back from request::cursor().
template <class T>
response page(const std::vector<T>& items, std::string_view next);

// Errors: application/problem+json (RFC 9457) with a stable `code`. The detail is a sentence for a person.
response problem(int status, std::string_view code, std::string_view detail, const std::vector<field_problem>& errors = {});
response not_found(std::string_view noun);   // 404, code "<noun>_not_found"
response conflict(std::string_view code, std::string_view detail);                 // 409
response invalid(const std::vector<field_problem>& errors);                        // 422, code "invalid_fields"

// 412, code "changed_meanwhile", with the record as it is now as the member `current`, and its version as the ETag.
template <class T>
response changed_meanwhile(const T& current);

namespace detail {
response next_page(response r, std::string_view next);
response stale(std::string current, std::optional<std::int64_t> version);
}

template <class T>
response page(const std::vector<T>& items, std::string_view next) {
    return detail::next_page(ok(items), next);
}

template <class T>
response changed_meanwhile(const T& current) {
    std::string json;
    append_json(json, current);
    return detail::stale(std::move(json), detail::version_of(shape_of<T>(), &current));
}

}
