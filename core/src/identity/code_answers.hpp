#pragma once

#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/identity/one_time_codes.hpp"
#include "core/src/identity/second_factor.hpp"

#include <lumbar/clinic.hpp>
#include <lumbar/problems.hpp>
#include <lumbar/response.hpp>

// What is answered where a code is wanted before it goes on.
namespace lumbar::identity {

struct wanted_code {
    std::string step;        // "code": of the factor that there is; "set_up": the first one of a new factor
    std::string ticket;      // comes back with the code
    std::string secret;      // to type into an app, and the same as a URI for its camera; empty for "code"
    std::string uri;
};
BOOST_DESCRIBE_STRUCT(wanted_code, (), (step, ticket, secret, uri))

inline wanted_code code_wanted(write_tx& tx, const row_id& user) { return {"code", begin_code_step(tx, user).ticket, {}, {}}; }

inline wanted_code set_up_wanted(write_tx& tx, const row_id& user, std::string_view login) {
    const auto step = begin_set_up_step(tx, user);
    return {"set_up", step.ticket, base32(step.secret), app_uri(step.secret, clinic_of(tx).name, login)};
}

struct ticket_body {
    std::string ticket;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(ticket_body, (), (ticket, code))
inline void check(const ticket_body& body, problems& list) {
    list.required("/ticket", body.ticket);
    list.required("/code", body.code);
    list.at_most("/ticket", body.ticket, 100);
    list.at_most("/code", body.code, 40);
}

inline response wrong_code() {
    return problem(422, "wrong_code", "The code is not right. It changes every 30 seconds; a recovery code works once.");
}

inline response code_over() {
    return conflict("start_again", "This took too long or too many tries. Begin again with your password.");
}

// 202: not there yet.
inline response accepted(const wanted_code& wanted) {
    auto answer = ok(wanted);
    answer.status = 202;
    return answer;
}

}
