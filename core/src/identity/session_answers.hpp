#pragma once

#include "core/src/audit/audit.hpp"
#include "core/src/identity/throttle.hpp"

#include <lumbar/database.hpp>
#include <lumbar/request.hpp>
#include <lumbar/response.hpp>

#include <chrono>
#include <string>
#include <utility>

// What the routes that come before signing in share.
namespace lumbar::identity {

// Bytes that somebody who is not signed in may send.
inline constexpr std::size_t small_body = 16 * 1024;

// The transaction of a call that makes its own.
inline caller as(actor who) {
    caller c;
    c.who = std::move(who);
    return c;
}

inline audit::entry about_session(std::string action, std::string outcome = "done") {
    audit::entry entry;
    entry.action = std::move(action);
    entry.outcome = std::move(outcome);
    return entry;
}

// A wrong password or code: counts for the address, and is on record.
inline void record_failure(write_tx& tx, const request& asked, const row_id& user) {
    failed(tx, tx.actor().address);
    auto entry = about_session("session.failed", "failed");
    entry.object = user.str();
    entry.request = asked.request_id;
    audit::record(tx, entry);
}

// For begin_try().
inline response too_soon(std::chrono::milliseconds wait) {
    auto seconds = std::to_string((wait.count() + 999) / 1000);
    auto answer = problem(429, "too_many_tries", "Too many tries. Wait " + seconds + " seconds, then try again.");
    answer.headers.emplace_back("Retry-After", seconds);
    return answer;
}

inline response with_cookie(response answer, const std::string& cookie) {
    answer.headers.emplace_back("Set-Cookie", cookie);
    return answer;
}

// For too_many_at_once.
inline response hashing_is_busy() {
    auto answer = problem(503, "too_many_at_once", "Many people sign in right now. Try again in a moment.");
    answer.headers.emplace_back("Retry-After", "2");
    return answer;
}

}
