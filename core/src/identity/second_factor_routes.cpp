#include "core/src/identity/code_answers.hpp"
#include "core/src/identity/own_password.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/session_answers.hpp"
#include "core/src/identity/session_view.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/throttle.hpp"
#include "core/src/identity/users.hpp"

namespace lumbar::identity {
namespace {

struct proof_body {
    std::string password;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(proof_body, (), (password, code))
void check(const proof_body& body, problems& list) {
    check(password_body{body.password}, list);
    list.required("/code", body.code);
    list.at_most("/code", body.code, 40);
}

struct entered {
    session_view session;
    std::vector<std::string> recovery_codes;     // of a factor that was set up just now, told once
};
BOOST_DESCRIBE_STRUCT(entered, (), (session, recovery_codes))

struct factor_view {
    bool on;
    bool required;
    std::int64_t recovery_codes_left;
};
BOOST_DESCRIBE_STRUCT(factor_view, (), (on, required, recovery_codes_left))

struct told_codes {
    std::vector<std::string> recovery_codes;
};
BOOST_DESCRIBE_STRUCT(told_codes, (), (recovery_codes))

void record(write_tx& tx, const request& asked, std::string action) {
    auto entry = about_session(std::move(action));
    entry.request = asked.request_id;
    audit::record(tx, entry);
}

response answer_to(write_tx& tx, const request& asked, const tried_step& tried, const row_id& asking) {
    if (tried.result == trying::over) return code_over();
    if (tried.result == trying::wrong) {
        record_failure(tx, asked, tried.user);
        return wrong_code();
    }
    const bool fresh = !tried.recovery_codes.empty();
    succeeded(tx, user_of(tx, tried.user).value().login);
    if (fresh) end_sessions_of(tx, tried.user, asked.user().session);
    if (fresh && !asking) record(tx, asked, "user.second_factor_on");
    auto begun = enter(tx, asked, tried.user, asking ? "user.second_factor_on" : "session.sign_in");
    return with_cookie(ok(entered{std::move(begun.view), tried.recovery_codes}), begun.cookie);
}

// Whoever holds the ticket has given the password; the actor is that user.
response try_code(const request& asked, const ticket_body& body, database& db, const row_id& asking) {
    const auto owner = db.read(as(asked.user()), [&](read_tx& tx) { return owner_of_step(tx, body.ticket); });
    if (!owner) return code_over();
    return db.write(as_user(asked, owner->id, owner->name),
                    [&](write_tx& tx) { return answer_to(tx, asked, try_step(tx, body.ticket, body.code, asking), asking); });
}

response finish_sign_in(const request& asked, const ticket_body& body, database& db) { return try_code(asked, body, db, {}); }

response turn_on(const request& asked, const ticket_body& body, database& db) {
    return try_code(asked, body, db, asked.user().id);
}

factor_view show_factor(const request& asked, read_tx& tx) {
    const auto& user = asked.user().id;
    return {has_second_factor(tx, user), needs_second_factor(tx, user), recovery_codes_left(tx, user)};
}

response begin_factor(const request& asked, const password_body& body, database& db) {
    if (auto refused = refusal_of_password(asked, body.password, db)) return *refused;
    return db.write(as(asked.user()), [&](write_tx& tx) {
        const auto user = user_of(tx, asked.user().id).value();
        succeeded(tx, user.login);
        if (user.second_factor) return conflict("second_factor_on", "A second step is set up already.");
        return accepted(set_up_wanted(tx, user.id, user.login));
    });
}

response renew_recovery_codes(const request& asked, const password_body& body, database& db) {
    if (auto refused = refusal_of_password(asked, body.password, db)) return *refused;
    return db.write(as(asked.user()), [&](write_tx& tx) {
        const auto user = user_of(tx, asked.user().id).value();
        succeeded(tx, user.login);
        if (!user.second_factor) return conflict("no_second_factor", "Set up the second step first.");
        record(tx, asked, "user.recovery_codes");
        return ok(told_codes{new_recovery_codes(tx, user.id)});
    });
}

response turn_off(const request& asked, const proof_body& body, database& db) {
    if (auto refused = refusal_of_password(asked, body.password, db)) return *refused;
    return db.write(as(asked.user()), [&](write_tx& tx) {
        const auto user = user_of(tx, asked.user().id).value();
        if (needs_second_factor(tx, user.id))
            return conflict("second_factor_required", "The clinic requires a second step of you.");
        if (!use_code(tx, user.id, body.code)) {
            record_failure(tx, asked, user.id);
            return invalid({{"/code", "The code is not right, or has been used."}});
        }
        succeeded(tx, user.login);
        remove_second_factor(tx, user.id);
        end_sessions_of(tx, user.id);
        auto begun = enter(tx, asked, user.id, "user.second_factor_off");
        return with_cookie(ok(begun.view), begun.cookie);
    });
}

}

std::vector<route> second_factor_routes() {
    return {
        route{verb::post, "/session/code", anyone(), finish_sign_in}.body_limit(small_body).when_full(),
        {verb::get, "/account/second-factor", in_person(), show_factor},
        route{verb::post, "/account/second-factor", in_person(), begin_factor}.body_limit(small_body).hashes(),
        route{verb::post, "/account/second-factor/confirm", in_person(), turn_on}.body_limit(small_body),
        route{verb::post, "/account/second-factor/recovery-codes", in_person(), renew_recovery_codes}
            .body_limit(small_body)
            .hashes(),
        route{verb::post, "/account/second-factor/end", in_person(), turn_off}.body_limit(small_body).hashes(),
    };
}

}
