#include "core/src/identity/code_answers.hpp"
#include "core/src/identity/own_password.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/session_answers.hpp"
#include "core/src/identity/session_view.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/throttle.hpp"
#include "core/src/identity/tokens.hpp"
#include "core/src/identity/users.hpp"

// That it is still who signed in: the password, and the code if there is a second step, in the middle of a session.
namespace lumbar::identity {
namespace {

response proved(write_tx& tx, const request& asked) {
    const auto& session = asked.user().session;
    succeeded(tx, user_of(tx, asked.user().id).value().login);
    const auto token = prove_session(tx, session);
    if (token.empty()) return problem(401, "sign_in_first", "Please sign in first.");
    auto entry = about_session("session.proof");
    entry.request = asked.request_id;
    audit::record(tx, entry);
    return with_cookie(ok(view_of(tx, asked.user().id, csrf_of(tx, session))), set_cookie(staff_cookie, token));
}

response give_password(const request& asked, const password_body& body, database& db) {
    if (auto refused = refusal_of_password(asked, body.password, db)) return *refused;
    return db.write(as(asked.user()), [&](write_tx& tx) {
        if (has_second_factor(tx, asked.user().id)) return accepted(code_wanted(tx, asked.user().id));
        return proved(tx, asked);
    });
}

// A try counts, so it is committed even when the code is wrong.
response give_code(const request& asked, const ticket_body& body, database& db) {
    return db.write(as(asked.user()), [&](write_tx& tx) {
        const auto tried = try_step(tx, body.ticket, body.code, asked.user().id);
        if (tried.result == trying::over) return code_over();
        if (tried.result == trying::done) return proved(tx, asked);
        record_failure(tx, asked, asked.user().id);
        return wrong_code();
    });
}

}

std::vector<route> proof_routes() {
    return {
        route{verb::post, "/session/proof", in_person(), give_password}.body_limit(small_body).hashes().when_full(),
        route{verb::post, "/session/proof/code", in_person(), give_code}.body_limit(small_body).when_full(),
    };
}

}
