#pragma once

#include <lumbar/database.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// For the command line and the first start: what the screens do, without them.

bool is_set_up(database& db);

// The one-time link on which the owner sets the clinic up; earlier ones die. Throws std::runtime_error with a sentence when
// there is a clinic already.
std::string setup_link(database& db, std::string_view base_url);

// A new one-time link on which this user chooses a password. Empty when there is no such user.
std::optional<std::string> password_link(database& db, std::string_view login, std::string_view base_url);

// Takes a user's second sign-in step away, on record; ends their sessions. Throws std::runtime_error with a sentence when there
// is no such user, or nothing to take away.
void reset_second_factor(database& db, std::string_view login);

// Adds a user without a password; throws std::runtime_error with a sentence when the name is taken or a role unknown.
void add_user(database& db, std::string_view login, std::string_view name, const std::vector<std::string>& roles);

struct account_line {
    std::string login, name, roles;
    bool disabled = false, has_password = false;
};
std::vector<account_line> accounts(database& db);

// A user with a password, for the demo clinic: `password_hash` by hash_password().
row_id create_user(write_tx& tx, std::string_view login, std::string_view name, std::string_view password_hash,
                   const std::vector<std::string>& roles, const row_id& practitioner);

}
}
