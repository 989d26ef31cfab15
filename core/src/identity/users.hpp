#pragma once

#include <lumbar/problems.hpp>
#include <lumbar/transaction.hpp>

namespace lumbar::identity {

struct user_view {
    row_id id;
    std::string login;
    std::string name;
    row_id practitioner;                 // whose calendar is theirs; empty: none
    std::vector<std::string> roles;
    bool disabled = false;
    bool has_password = false;           // false: the invitation has not been used yet
    bool second_factor = false;
    utc_ms created_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(user_view, (), (id, login, name, practitioner, roles, disabled, has_password, second_factor, created_at,
                                       version))

struct new_user {
    std::string login;
    std::string name;
    std::vector<std::string> roles;
    std::optional<row_id> practitioner;
};
BOOST_DESCRIBE_STRUCT(new_user, (), (login, name, roles, practitioner))
void check(const new_user& body, problems& list);

struct user_change {
    std::string name;
    std::vector<std::string> roles;
    std::optional<row_id> practitioner;
    bool disabled = false;
};
BOOST_DESCRIBE_STRUCT(user_change, (), (name, roles, practitioner, disabled))
void check(const user_change& body, problems& list);

struct role_view {
    std::string id;
    std::string name;
    std::vector<std::string> permissions;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(role_view, (), (id, name, permissions, version))

struct role_change {
    std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(role_change, (), (permissions))

// By name.
std::vector<user_view> all_users(read_tx& tx);
std::optional<user_view> user_of(read_tx& tx, const row_id& id);
// Folded to lower case: sign-in names are the same in any case.
std::string folded_login(std::string_view login);
row_id user_by_login(read_tx& tx, std::string_view login);   // empty: none

// Nobody gives a right that they lack, nor changes somebody who may do what they may not. Those in the role admin may give
// every role and permission there is: a clinic's owner has to be able to make the first therapist.
enum class user_saving { done, no_such_user, changed_meanwhile, login_taken, no_such_role, beyond_own_rights, last_admin };

// The new user's id, with done.
std::pair<user_saving, row_id> insert_user(write_tx& tx, const new_user& body);
// Whether this transaction's actor may change this user at all.
bool may_change(read_tx& tx, const row_id& user);
user_saving update_user(write_tx& tx, const row_id& id, std::int64_t version, const user_change& body);
void set_password(write_tx& tx, const row_id& user, const std::string& hash);

std::vector<role_view> all_roles(read_tx& tx);
std::optional<role_view> role_of(read_tx& tx, std::string_view id);
enum class role_saving { done, no_such_role, changed_meanwhile, no_such_permission, beyond_own_rights, last_admin };
// `known`: every permission there is.
role_saving update_role(write_tx& tx, std::string_view id, std::int64_t version, const role_change& body,
                        const std::vector<std::string>& known);
}
