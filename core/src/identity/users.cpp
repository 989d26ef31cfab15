#include "core/src/identity/users.hpp"

#include "core/src/clinic/fields.hpp"
#include "core/src/identity/api_tokens.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/second_factor.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/throttle.hpp"

#include <lumbar/database_error.hpp>

#include <algorithm>
#include <set>

namespace lumbar::identity {
namespace {

struct user_row {
    row_id id;
    std::string login, name;
    row_id practitioner;
    bool disabled, has_password;
    utc_ms created_at;
    std::int64_t version;
};
BOOST_DESCRIBE_STRUCT(user_row, (), (id, login, name, practitioner, disabled, has_password, created_at, version))

user_view view_of(read_tx& tx, const user_row& row) {
    return {row.id,       row.login,        row.name,       row.practitioner, roles_of(tx, row.id),
            row.disabled, row.has_password, has_second_factor(tx, row.id), row.created_at, row.version};
}

void check_name_and_roles(const std::string& name, const std::vector<std::string>& roles, problems& list) {
    practice::filled_line(list, "/name", name);
    if (roles.empty()) list.add("/roles", "Choose at least one role.");
}

// As stored now, not as the actor's session was read some seconds ago.
class own_rights {
public:
    explicit own_rights(read_tx& tx) : unlimited_(tx.actor().kind == actor_kind::system) {
        if (unlimited_ || tx.actor().kind != actor_kind::user) return;
        const auto roles = roles_of(tx, tx.actor().id);
        unlimited_ = std::find(roles.begin(), roles.end(), "admin") != roles.end();
        rights_ = permissions_of(tx, tx.actor().id);
    }
    bool unlimited() const { return unlimited_; }
    bool has(const std::string& permission) const {
        return unlimited_ || std::binary_search(rights_.begin(), rights_.end(), permission);
    }
    bool have(const std::vector<std::string>& permissions) const {
        return std::all_of(permissions.begin(), permissions.end(), [&](const auto& one) { return has(one); });
    }

private:
    bool unlimited_;
    std::vector<std::string> rights_;
};

// Whoever is an admin may give every right: being one counts for more than the permissions that the role has just now.
bool holds(const own_rights& own, std::string_view role, const std::vector<std::string>& permissions) {
    return own.unlimited() || (role != "admin" && own.have(permissions));
}

// Somebody who can sign in and put everything else right must stay.
bool admin_remains(read_tx& tx) {
    return tx.value<std::int64_t>(R"(
        SELECT COUNT(*)
        FROM users u
        WHERE u.disabled = 0 AND u.password_hash <> '' AND EXISTS (
            SELECT 1 FROM user_roles r JOIN role_permissions p ON p.role = r.role
            WHERE r.user_id = u.id AND p.permission = 'users.edit'))").value_or(0) > 0;
}

bool same_names(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::set<std::string>(a.begin(), a.end()) == std::set<std::string>(b.begin(), b.end());
}

user_saving put_roles(write_tx& tx, const row_id& user, const std::vector<std::string>& roles) {
    const auto before = roles_of(tx, user);
    const own_rights own(tx);
    for (const auto& role : roles) {
        auto known = role_of(tx, role);
        if (!known) return user_saving::no_such_role;
        const bool is_new = std::find(before.begin(), before.end(), role) == before.end();
        if (is_new && !holds(own, role, known->permissions)) return user_saving::beyond_own_rights;
    }
    if (same_names(roles, before)) return user_saving::done;
    tx.execute("DELETE FROM user_roles WHERE user_id = :user", user);
    for (const auto& role : std::set<std::string>(roles.begin(), roles.end()))
        tx.execute("INSERT INTO user_roles (user_id, role) VALUES (:user, :role)", user, role);
    tx.changed("roles");
    unprove_sessions_of(tx, user);
    return user_saving::done;
}

}

void check(const new_user& body, problems& list) {
    practice::filled_line(list, "/login", body.login);
    list.at_most("/login", body.login, 100);
    if (body.login.find(' ') != std::string::npos) list.add("/login", "A sign-in name has no spaces.");
    check_name_and_roles(body.name, body.roles, list);
}

void check(const user_change& body, problems& list) { check_name_and_roles(body.name, body.roles, list); }

std::string folded_login(std::string_view login) {
    std::string out(login);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    return out;
}

std::vector<user_view> all_users(read_tx& tx) {
    std::vector<user_view> all;
    for (const auto& row : tx.rows<user_row>(R"(
             SELECT id, login, name, practitioner, disabled, CASE WHEN password_hash = '' THEN 0 ELSE 1 END AS has_password,
               created_at, version
             FROM users
             ORDER BY name, id)"))
        all.push_back(view_of(tx, row));
    return all;
}

std::optional<user_view> user_of(read_tx& tx, const row_id& id) {
    auto row = tx.row<user_row>(R"(
        SELECT id, login, name, practitioner, disabled, CASE WHEN password_hash = '' THEN 0 ELSE 1 END AS has_password,
               created_at, version
        FROM users
        WHERE id = :id)",
                                id);
    if (!row) return {};
    return view_of(tx, *row);
}

row_id user_by_login(read_tx& tx, std::string_view login) {
    return tx.value<row_id>("SELECT id FROM users WHERE login = :login", folded_login(login)).value_or(row_id{});
}

std::pair<user_saving, row_id> insert_user(write_tx& tx, const new_user& body) {
    if (user_by_login(tx, body.login)) return {user_saving::login_taken, {}};
    auto id = tx.new_id();
    tx.execute(R"(
        INSERT INTO users (id, login, name, practitioner, password_hash, disabled, created_at, version)
        VALUES (:id, :login, :name, :practitioner, '', 0, :now, 1))",
        id, folded_login(body.login), body.name, body.practitioner, tx.now());
    return {put_roles(tx, id, body.roles), id};
}

bool may_change(read_tx& tx, const row_id& user) {
    const own_rights own(tx);
    const auto roles = roles_of(tx, user);
    const bool is_admin = std::find(roles.begin(), roles.end(), "admin") != roles.end();
    return holds(own, is_admin ? "admin" : "", permissions_of(tx, user));
}

user_saving update_user(write_tx& tx, const row_id& id, std::int64_t version, const user_change& body) {
    auto before = user_of(tx, id);
    if (!before) return user_saving::no_such_user;
    if (!may_change(tx, id)) return user_saving::beyond_own_rights;
    auto changed = tx.execute(R"(
        UPDATE users SET name = :name, practitioner = :practitioner, disabled = :disabled, version = version + 1
        WHERE id = :id AND version = :version)",
        body.name, body.practitioner, body.disabled, id, version);
    if (changed == 0) return user_saving::changed_meanwhile;
    if (before->name != body.name) tx.changed("name");
    if (before->disabled != body.disabled) tx.changed("disabled");
    if (before->practitioner != body.practitioner.value_or(row_id{})) tx.changed("practitioner");
    if (auto refused = put_roles(tx, id, body.roles); refused != user_saving::done) return refused;
    if (!admin_remains(tx)) return user_saving::last_admin;
    if (!same_names(before->roles, body.roles)) tx.emit(rights_changed{id});
    if (body.disabled) end_sessions_of(tx, id);
    forget_sessions();
    return user_saving::done;
}

void set_password(write_tx& tx, const row_id& user, const std::string& hash) {
    tx.execute("UPDATE users SET password_hash = :hash, version = version + 1 WHERE id = :id", hash, user);
    // Whoever has forgotten the old one has often tried it too often.
    if (auto login = tx.value<std::string>("SELECT login FROM users WHERE id = :id", user)) succeeded(tx, *login);
    tx.execute("DELETE FROM code_steps WHERE user_id = :user", user);
    end_sessions_of(tx, user);
    // Whoever had got in may have made some.
    revoke_tokens_of(tx, user);
}

std::vector<role_view> all_roles(read_tx& tx) {
    std::vector<role_view> all;
    for (const auto& id : tx.rows<std::string>("SELECT id FROM roles ORDER BY id")) all.push_back(*role_of(tx, id));
    return all;
}

std::optional<role_view> role_of(read_tx& tx, std::string_view id) {
    role_view role;
    auto name = tx.value<std::string>("SELECT name FROM roles WHERE id = :id", id);
    if (!name) return {};
    role.id = id;
    role.name = *name;
    role.version = tx.value<std::int64_t>("SELECT version FROM roles WHERE id = :id", id).value_or(1);
    role.permissions = tx.rows<std::string>("SELECT permission FROM role_permissions WHERE role = :role ORDER BY permission", id);
    return role;
}

role_saving update_role(write_tx& tx, std::string_view id, std::int64_t version, const role_change& body,
                        const std::vector<std::string>& known) {
    auto before = role_of(tx, id);
    if (!before) return role_saving::no_such_role;
    if (tx.execute("UPDATE roles SET version = version + 1 WHERE id = :id AND version = :version", id, version) == 0)
        return role_saving::changed_meanwhile;
    const own_rights own(tx);
    // Nor may a right be taken away that one lacks: what is left would then be within reach.
    if (!holds(own, id, before->permissions)) return role_saving::beyond_own_rights;
    const std::set<std::string> had(before->permissions.begin(), before->permissions.end()),
        wanted(body.permissions.begin(), body.permissions.end());
    for (const auto& permission : wanted) {
        if (had.count(permission)) continue;
        if (std::find(known.begin(), known.end(), permission) == known.end()) return role_saving::no_such_permission;
        if (!own.has(permission)) return role_saving::beyond_own_rights;
        tx.execute("INSERT INTO role_permissions (role, permission) VALUES (:role, :permission)", id, permission);
        tx.changed(permission);
    }
    for (const auto& permission : had) {
        if (wanted.count(permission)) continue;
        tx.execute("DELETE FROM role_permissions WHERE role = :role AND permission = :permission", id, permission);
        tx.changed(permission);
    }
    if (!admin_remains(tx)) return role_saving::last_admin;
    tx.emit(rights_changed{});
    forget_sessions();
    return role_saving::done;
}
}
