#include "core/src/identity/known_permissions.hpp"
#include "core/src/identity/one_time_links.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/second_factor.hpp"
#include "core/src/identity/session_lines.hpp"
#include "core/src/identity/users.hpp"

namespace lumbar::identity {
namespace {

struct told_link {
    std::string url;
    utc_ms expires_at;
};
BOOST_DESCRIBE_STRUCT(told_link, (), (url, expires_at))

struct invited_user {
    user_view user;
    std::string link;
};
BOOST_DESCRIBE_STRUCT(invited_user, (), (user, link))

// What is wrong, as an answer; empty when it is done.
std::optional<response> refusal_of(user_saving saved) {
    switch (saved) {
    case user_saving::done: return {};
    case user_saving::no_such_user: return not_found("user");
    case user_saving::login_taken: return invalid({{"/login", "There is a user with this sign-in name already."}});
    case user_saving::no_such_role: return invalid({{"/roles", "There is no such role."}});
    case user_saving::beyond_own_rights:
        return problem(403, "beyond_own_rights",
                       "You cannot give rights that you do not have, nor change somebody who has them.");
    case user_saving::last_admin: return conflict("last_admin", "Somebody who can manage users must stay: this is the last one.");
    case user_saving::changed_meanwhile: break;
    }
    return conflict("changed_meanwhile", "Somebody else has changed this meanwhile.");
}

told_link link_for(const request& asked, write_tx& tx, const user_view& user) {
    auto link = make_link(tx, "password", user.id, password_lifetime(user.has_password));
    return {asked.base_url + "/welcome/" + link.token, link.expires_at};
}

std::vector<user_view> list_users(const request&, read_tx& tx) { return all_users(tx); }

response add_user(const request& asked, const new_user& body, write_tx& tx) {
    auto [saved, id] = insert_user(tx, body);
    if (auto refused = refusal_of(saved)) return *refused;
    tx.about({}, id);
    auto user = user_of(tx, id).value();
    return created(invited_user{user, link_for(asked, tx, user).url});
}

response change_user(const request& asked, const user_change& body, write_tx& tx) {
    const auto id = asked.id("user");
    auto saved = update_user(tx, id, asked.if_match().value_or(0), body);
    if (saved == user_saving::changed_meanwhile) return changed_meanwhile(user_of(tx, id).value());
    if (auto refused = refusal_of(saved)) return *refused;
    return ok(user_of(tx, id).value());
}

response make_user_link(const request& asked, write_tx& tx) {
    auto user = user_of(tx, asked.id("user"));
    if (!user) return not_found("user");
    if (!may_change(tx, user->id)) return *refusal_of(user_saving::beyond_own_rights);
    if (user->disabled) return conflict("user_disabled", "This user is switched off: switch them on first.");
    return ok(link_for(asked, tx, *user));
}

response end_user_sessions(const request& asked, write_tx& tx) {
    auto user = user_of(tx, asked.id("user"));
    if (!user) return not_found("user");
    if (!may_change(tx, user->id)) return *refusal_of(user_saving::beyond_own_rights);
    end_sessions_of(tx, user->id, user->id == asked.user().id ? asked.user().session : row_id{});
    return no_content();
}

std::optional<std::vector<told_session>> list_user_sessions(const request& asked, read_tx& tx) {
    if (!user_of(tx, asked.id("user"))) return {};
    return told_sessions(tx, asked.id("user"), asked.user().session);
}

response end_user_session(const request& asked, write_tx& tx) {
    const auto user = asked.id("user"), session = asked.id("session");
    if (!user_of(tx, user)) return not_found("user");
    if (!may_change(tx, user)) return *refusal_of(user_saving::beyond_own_rights);
    if (!end_session(tx, session, user)) return not_found("session");
    tx.about({}, user);
    return no_content();
}

response reset_second_factor(const request& asked, write_tx& tx) {
    auto user = user_of(tx, asked.id("user"));
    if (!user) return not_found("user");
    if (user->id == asked.user().id) return conflict("own_second_factor", "Turn your own off under Your account.");
    if (!may_change(tx, user->id)) return *refusal_of(user_saving::beyond_own_rights);
    if (!remove_second_factor(tx, user->id)) return conflict("no_second_factor", "This user has no second step to sign in.");
    tx.about({}, user->id);
    tx.changed("second_factor");
    end_sessions_of(tx, user->id);
    return no_content();
}

std::vector<role_view> list_roles(const request&, read_tx& tx) { return all_roles(tx); }

response change_role(const request& asked, const role_change& body, write_tx& tx) {
    std::vector<std::string> known;
    for (const auto& permission : known_permissions(tx)) known.push_back(permission.name);
    const auto id = asked.path("role");
    switch (update_role(tx, id, asked.if_match().value_or(0), body, known)) {
    case role_saving::done: return ok(role_of(tx, id).value());
    case role_saving::no_such_role: return not_found("role");
    case role_saving::no_such_permission: return invalid({{"/permissions", "There is no such permission."}});
    case role_saving::beyond_own_rights:
        return problem(403, "beyond_own_rights", "You cannot give or take a permission that you do not have.");
    case role_saving::last_admin: return conflict("last_admin", "Somebody who can manage users must stay.");
    case role_saving::changed_meanwhile: break;
    }
    return changed_meanwhile(role_of(tx, id).value());
}

std::vector<permission_view> list_permissions(const request&, read_tx& tx) { return known_permissions(tx); }

}

std::vector<route> user_routes() {
    return {
        {verb::get, "/users", may("users.edit"), list_users},
        route{verb::post, "/users", may("users.edit"), add_user, audits("user.create")}.recent(),
        route{verb::put, "/users/{user}", may("users.edit"), change_user, audits("user.update")}.recent(),
        route{verb::post, "/users/{user}/link", may("users.edit"), make_user_link, audits("user.link")}.recent(),
        {verb::get, "/users/{user}/sessions", may("users.edit"), list_user_sessions},
        route{verb::post, "/users/{user}/sessions/{session}/end", may("users.edit"), end_user_session, audits("user.end_session")}
            .recent().when_full(),
        route{verb::post, "/users/{user}/end-sessions", may("users.edit"), end_user_sessions, audits("user.end_sessions")}
            .recent().when_full(),
        route{verb::post, "/users/{user}/reset-second-factor", may("users.edit"), reset_second_factor,
              audits("user.reset_second_factor")}.recent(),
        {verb::get, "/roles", may("users.edit"), list_roles},
        route{verb::put, "/roles/{role}", may("users.edit"), change_role, audits("role.update")}.recent(),
        {verb::get, "/permissions", may("users.edit"), list_permissions},
    };
}

}
