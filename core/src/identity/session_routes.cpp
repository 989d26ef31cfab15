#include "core/src/audit/audit.hpp"
#include "core/src/identity/one_time_links.hpp"
#include "core/src/identity/options.hpp"
#include "core/src/identity/passwords.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/throttle.hpp"
#include "core/src/identity/tokens.hpp"
#include "core/src/identity/users.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>

#include <algorithm>

namespace lumbar::identity {
namespace {

struct signed_in_user {
    row_id id;
    std::string name;
    std::string login;
    row_id practitioner;
    std::vector<std::string> roles;
    std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(signed_in_user, (), (id, name, login, practitioner, roles, permissions))

struct clinic_line {
    std::string name, zone, currency;
};
BOOST_DESCRIBE_STRUCT(clinic_line, (), (name, zone, currency))

struct session_view {
    signed_in_user user;
    std::string csrf;
    clinic_line clinic;
    bool set_up = true;
};
BOOST_DESCRIBE_STRUCT(session_view, (), (user, csrf, clinic, set_up))

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

struct setup_body {
    std::string token, clinic_name, zone, currency, owner_name, login, password;
};
BOOST_DESCRIBE_STRUCT(setup_body, (), (token, clinic_name, zone, currency, owner_name, login, password))
void check(const setup_body& body, problems& list) {
    for (auto [pointer, text] : {std::pair("/clinic_name", &body.clinic_name), std::pair("/owner_name", &body.owner_name)})
        if (list.required(pointer, *text)) list.at_most(pointer, *text, 200);
    check(new_user{body.login, body.owner_name, {"admin"}, {}}, list);
    if (!zone_exists(body.zone)) list.add("/zone", "Choose a time zone such as Europe/Dublin.");
    const bool code = body.currency.size() == 3 && std::all_of(body.currency.begin(), body.currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!code) list.add("/currency", "Give the currency as three capital letters, such as EUR.");
    if (auto fault = password_fault(body.password, {body.clinic_name, body.owner_name, body.login}); !fault.empty()) list.add("/password", fault);
}

struct token_body {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(token_body, (), (token))

struct invited {
    std::string name;
    std::string login;
};
BOOST_DESCRIBE_STRUCT(invited, (), (name, login))

struct invitation_body {
    std::string token;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(invitation_body, (), (token, password))

struct credentials_row {
    row_id id;
    std::string name;
    std::string password_hash;
};
BOOST_DESCRIBE_STRUCT(credentials_row, (), (id, name, password_hash))

caller as(actor who) {
    caller c;
    c.who = std::move(who);
    return c;
}

audit::entry about_session(std::string action, std::string outcome = "done") {
    audit::entry entry;
    entry.action = std::move(action);
    entry.outcome = std::move(outcome);
    return entry;
}

session_view view_of(read_tx& tx, const row_id& user, const std::string& csrf) {
    auto known = user_of(tx, user).value();
    auto clinic = clinic_of(tx);
    return {{known.id, known.name, known.login, known.practitioner, known.roles, permissions_of(tx, user)}, csrf, {clinic.name, clinic.zone, clinic.currency}};
}

response too_soon(std::chrono::milliseconds wait) {
    auto seconds = std::to_string((wait.count() + 999) / 1000);
    auto answer = problem(429, "too_many_tries", "Too many tries. Wait " + seconds + " seconds, then try again.");
    answer.headers.emplace_back("Retry-After", seconds);
    return answer;
}

response hashing_is_busy() {
    auto answer = problem(429, "too_many_at_once", "Many people sign in right now. Try again in a moment.");
    answer.headers.emplace_back("Retry-After", "2");
    return answer;
}

// The same answer, after the same work, for a name that does not exist and for a password that is wrong.
response refuse_sign_in(database& db, const request& asked, const std::string& login) {
    actor who = asked.user();
    db.write(as(who), [&](write_tx& tx) {
        count_failure(tx, login, tx.actor().address);
        audit::record(tx, about_session("session.failed", "failed"));
    });
    return problem(401, "wrong_sign_in", "The sign-in name or the password is not right.");
}

response sign_in_known(database& db, const request& asked, const credentials_row& user, const std::string& login, const std::string& new_hash) {
    actor who;
    who.kind = actor_kind::user;
    who.id = user.id;
    who.name = user.name;
    who.address = asked.user().address;
    std::string token;
    auto view = db.write(as(who), [&](write_tx& tx) {
        forget_failures(tx, login);
        if (!new_hash.empty()) tx.execute("UPDATE users SET password_hash = :hash WHERE id = :id", new_hash, user.id);
        auto session = begin_session(tx, user.id, tx.actor().address);
        remove_old_sessions(tx);
        token = session.token;
        audit::record(tx, about_session("session.sign_in"));
        return view_of(tx, user.id, session.csrf);
    });
    auto answer = ok(view);
    answer.headers.emplace_back("Set-Cookie", set_cookie(staff_cookie, token));
    return answer;
}

response sign_in(const request& asked, const sign_in_body& body, database& db) {
    const auto login = folded_login(body.login);
    std::optional<credentials_row> user;
    auto wait = db.read(as(asked.user()), [&](read_tx& tx) {
        user = tx.row<credentials_row>("SELECT id, name, password_hash FROM users WHERE login = :login AND disabled = 0", login);
        return wait_before_sign_in(tx, login, asked.user().address);
    });
    if (wait) return too_soon(*wait);
    try {
        if (!verify_password(user ? user->password_hash : std::string(), body.password)) return refuse_sign_in(db, asked, login);
        const bool renew = outdated(user->password_hash);
        return sign_in_known(db, asked, *user, login, renew ? hash_password(body.password) : std::string());
    } catch (const too_many_at_once&) {
        return hashing_is_busy();
    }
}

response show_session(const request& asked, read_tx& tx) {
    if (!tx.value<std::int64_t>("SELECT id FROM clinic")) return problem(401, "set_up_first", "This clinic is not set up yet: open the set-up link.");
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

response set_up(const request& asked, const setup_body& body, database& db) {
    auto link = db.read(as(asked.user()), [&](read_tx& tx) -> std::optional<link_target> {
        if (tx.value<std::int64_t>("SELECT id FROM clinic")) return {};
        return look_at_link(tx, body.token);
    });
    if (!link || link->purpose != "setup") return not_found("setup");
    try {
        const auto hash = hash_password(body.password);
        actor owner = asked.user();
        owner.kind = actor_kind::system;
        owner.name = body.owner_name;
        const bool done = db.write(as(owner), [&](write_tx& tx) {
            if (!use_link(tx, link->id)) return false;
            tx.execute(R"(
                INSERT INTO clinic (id, name, zone, currency, phone, email, address, adult_age, version)
                VALUES (1, :name, :zone, :currency, '', '', '', 18, 1))",
                body.clinic_name, body.zone, body.currency);
            seed_roles(tx);
            auto [saved, id] = insert_user(tx, {body.login, body.owner_name, {"admin"}, {}});
            set_password(tx, id, hash);
            audit::record(tx, about_session("clinic.set_up"));
            return saved == user_saving::done;
        });
        return done ? no_content() : not_found("setup");
    } catch (const too_many_at_once&) {
        return hashing_is_busy();
    }
}

response check_invitation(const request&, const token_body& body, database& db) {
    return db.read(as({}), [&](read_tx& tx) {
        auto link = look_at_link(tx, body.token);
        auto user = link && link->purpose == "password" ? user_of(tx, link->user_id) : std::nullopt;
        return user && !user->disabled ? ok(invited{user->name, user->login}) : not_found("invitation");
    });
}

response accept_invitation(const request& asked, const invitation_body& body, database& db) {
    std::optional<user_view> user;
    std::string clinic;
    auto link = db.read(as({}), [&](read_tx& tx) {
        auto found = look_at_link(tx, body.token);
        if (found && found->purpose == "password") user = user_of(tx, found->user_id);
        clinic = user ? clinic_of(tx).name : "";
        return found;
    });
    if (!link || !user || user->disabled) return not_found("invitation");
    if (auto fault = password_fault(body.password, {user->name, user->login, clinic}); !fault.empty()) return invalid({{"/password", fault}});
    try {
        const auto hash = hash_password(body.password);
        actor who = asked.user();
        who.kind = actor_kind::user;
        who.id = user->id;
        who.name = user->name;
        const bool used = db.write(as(who), [&](write_tx& tx) {
            if (!use_link(tx, link->id)) return false;
            set_password(tx, user->id, hash);
            audit::record(tx, about_session("user.password"));
            return true;
        });
        return used ? no_content() : not_found("invitation");
    } catch (const too_many_at_once&) {
        return hashing_is_busy();
    }
}

}

std::vector<route> session_routes() {
    return {
        {verb::post, "/session", anyone(), sign_in},
        {verb::get, "/session", anyone(), show_session},
        {verb::post, "/session/end", signed_in(), sign_out, audits("session.sign_out")},
        {verb::post, "/session/end-everywhere", signed_in(), sign_out_everywhere, audits("session.sign_out_everywhere")},
        {verb::post, "/setup", anyone(), set_up},
        {verb::post, "/invitation/check", anyone(), check_invitation},
        {verb::post, "/invitation", anyone(), accept_invitation},
    };
}

}
