#pragma once

#include "core/src/http/call.hpp"

#include <lumbar/database_error.hpp>
#include <lumbar/program_mistake.hpp>

#include <exception>

namespace lumbar::http {

// A handler's answer was an error: thrown to roll back, caught by the dispatcher.
struct rolled_back {};

struct fault_answer {
    response answer;
    bool unexpected = false;     // a mistake in the program, for the log
    std::string type;            // the exception's type
    std::string said;            // what(), which may hold what a person typed
    std::optional<database_error> store;  // what the store said, if it did
    std::optional<program_mistake> mistake;  // of the handler's statements or types, if it was one
};

// What to answer for something that was thrown.
fault_answer answer_to(std::exception_ptr thrown);

// The answer to a request that came when too many were at work.
response come_again();

// Completes an answer: the request's number, ETag, whole Link, security headers.
void finish_answer(const call& c, response& answer);

// A random UUID.
std::string new_request_id();

response not_found_answer(const route_snapshot::found& found);

}
