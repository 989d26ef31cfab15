#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/identity/code_answers.hpp"
#include "core/src/identity/passwords.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/second_factor.hpp"
#include "core/src/identity/session_answers.hpp"
#include "core/src/identity/session_view.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/throttle.hpp"
#include "core/src/identity/tokens.hpp"
#include "core/src/identity/users.hpp"

namespace lumbar::identity {
namespace {

struct sign_in_body {
    std::string login;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(sign_in_body, (), (login, password))
void check(const sign_in_body& body, problems& list) {
    list.required("/login", body.login);
    list.required("/password", body.password);
    list.at_most("/login", body.login, 100);
    list.at_most("/password", body.password, 1000);
}

struct credentials_row {
    row_id id;
    std::string name;
    std::string password_hash;
};
BOOST_DESCRIBE_STRUCT(credentials_row, (), (id, name, password_hash))

// The same answer, after the same work, for a name that does not exist and for a password that is wrong.
response refuse_sign_in(database& db, const request& asked, const row_id& user) {
    db.write(as(asked.user()), [&](write_tx& tx) { record_failure(tx, asked, user); });
    return problem(401, "wrong_sign_in", "The sign-in name or the password is not right.");
}

response sign_in_known(database& db, const request& asked, const credentials_row& user, const std::string& login,
                       const std::string& new_hash) {
    return db.write(as_user(asked, user.id, user.name), [&](write_tx& tx) {
        if (!new_hash.empty()) tx.execute("UPDATE users SET password_hash = :hash WHERE id = :id", new_hash, user.id);
        // Until the code is right this is not forgiven: each further password would give five more tries.
        if (has_second_factor(tx, user.id)) return accepted(code_wanted(tx, user.id));
        succeeded(tx, login);
        if (needs_second_factor(tx, user.id)) return accepted(set_up_wanted(tx, user.id, login));
        auto begun = enter(tx, asked, user.id, "session.sign_in");
        return with_cookie(ok(begun.view), begun.cookie);
    });
}

response sign_in(const request& asked, const sign_in_body& body, database& db) {
    const auto login = folded_login(body.login);
    std::optional<credentials_row> user;
    bool set_up = false;
    auto wait = db.write(as(asked.user()), [&](write_tx& tx) {
        set_up = practice::clinic_if_any(tx).has_value();
        user = tx.row<credentials_row>("SELECT id, name, password_hash FROM users WHERE login = :login AND disabled = 0", login);
        return begin_try(tx, login, tx.actor().address);
    });
    if (!set_up) return problem(401, "set_up_first", "This clinic is not set up yet: open the set-up link.");
    if (wait) return too_soon(*wait);
    try {
        if (!verify_password(user ? user->password_hash : std::string(), body.password))
            return refuse_sign_in(db, asked, user ? user->id : row_id{});
        const bool renew = outdated(user->password_hash);
        return sign_in_known(db, asked, *user, login, renew ? hash_password(body.password) : std::string());
    } catch (const too_many_at_once&) {
        return hashing_is_busy();
    }
}

response show_session(const request& asked, read_tx& tx) {
    if (!tx.value<std::int64_t>("SELECT id FROM clinic"))
        return problem(401, "set_up_first", "This clinic is not set up yet: open the set-up link.");
    if (asked.user().kind != actor_kind::user) return problem(401, "sign_in_first", "Please sign in first.");
    return ok(view_of(tx, asked.user().id, csrf_of(tx, asked.user().session)));
}

response signed_out() {
    auto answer = no_content();
    answer.headers.emplace_back("Set-Cookie", set_cookie(staff_cookie, ""));
    answer.headers.emplace_back("Clear-Site-Data", "\"cache\"");
    return answer;
}

response sign_out(const request& asked, write_tx& tx) {
    end_session(tx, asked.user().session);
    return signed_out();
}

response sign_out_everywhere(const request& asked, write_tx& tx) {
    end_sessions_of(tx, asked.user().id);
    return signed_out();
}

}

std::vector<route> session_routes() {
    return {
        route{verb::post, "/session", anyone(), sign_in}.body_limit(small_body).hashes().when_full(),
        {verb::get, "/session", anyone(), show_session},
        route{verb::post, "/session/end", in_person(), sign_out, audits("session.sign_out")}.when_full(),
        route{verb::post, "/session/end-everywhere", in_person(), sign_out_everywhere, audits("session.sign_out_everywhere")}.when_full(),
    };
}

}
