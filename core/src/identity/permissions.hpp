#pragma once

#include <lumbar/transaction.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// A permission that core declares, and the roles that have it from the start. Plugins declare theirs in their manifests.
struct core_permission {
    std::string_view name;
    std::string_view sentence;
    std::vector<std::string_view> roles;
};
const std::vector<core_permission>& core_permissions();

// Makes the roles front_desk, therapist and admin with their permissions, where there is no role at all yet.
void seed_roles(write_tx& tx);

// Gives a plugin's permission to the roles that its manifest suggests; a role that does not exist is passed over. For the
// first time a plugin is switched on: what the clinic has changed since is the clinic's.
void grant_suggested(write_tx& tx, std::string_view permission, std::span<const std::string> roles);

}

namespace identity {

// Sorted; over all roles of the user.
std::vector<std::string> permissions_of(read_tx& tx, const row_id& user);
std::vector<std::string> roles_of(read_tx& tx, const row_id& user);
// Whose only role is the front desk may leave the page alone for longer.
bool idles_as_front_desk(read_tx& tx, const row_id& user);

}
}
