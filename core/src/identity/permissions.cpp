#include "core/src/identity/permissions.hpp"

#include "db/src/context.hpp"

#include <algorithm>

namespace lumbar::identity {

const std::vector<core_permission>& core_permissions() {
    static const std::vector<core_permission> all = {
        {"clients.read", "See clients, their contacts and their alerts", {"front_desk", "therapist", "admin"}},
        {"clients.edit", "Register clients and change their details", {"front_desk", "therapist", "admin"}},
        {"appointments.read", "See the day board", {"front_desk", "therapist", "admin"}},
        {"appointments.edit", "Book, move and cancel visits, check clients in", {"front_desk", "therapist", "admin"}},
        {"visits.start", "Start and finish sessions", {"front_desk", "therapist", "admin"}},
        {"visits.override", "Go on past a warning with a written reason", {"therapist", "admin"}},
        {"facts.read", "Read clients' health answers", {"therapist", "admin"}},
        {"measures.read", "Read clients' measures", {"therapist", "admin"}},
        {"clinic.edit", "Change the clinic, rooms, services and practitioners", {"admin"}},
        {"users.edit", "Invite users and change roles", {"admin"}},
        {"audit.read", "Read who saw and changed what", {"admin"}},
        {"plugins.edit", "Switch plugins on and off", {"admin"}},
    };
    return all;
}

void seed_roles(write_tx& tx) {
    if (tx.value<std::int64_t>("SELECT COUNT(*) FROM roles").value_or(0) > 0) return;
    for (const auto& [id, name] :
         {std::pair("front_desk", "Front desk"), std::pair("therapist", "Therapist"), std::pair("admin", "Admin")})
        tx.execute("INSERT INTO roles (id, name, version) VALUES (:id, :name, 1)", id, name);
    for (const auto& permission : core_permissions())
        for (auto role : permission.roles)
            tx.execute("INSERT INTO role_permissions (role, permission) VALUES (:role, :permission)", role, permission.name);
}

void grant_suggested(write_tx& tx, std::string_view permission, std::span<const std::string> roles) {
    owner_scope core(tx, "core");
    for (const auto& role : roles)
        if (tx.value<std::string>("SELECT id FROM roles WHERE id = :id", role))
            tx.execute("INSERT INTO role_permissions (role, permission) VALUES (:role, :permission) ON CONFLICT DO NOTHING", role,
                       permission);
}

std::vector<std::string> permissions_of(read_tx& tx, const row_id& user) {
    auto all = tx.rows<std::string>(R"(
        SELECT DISTINCT p.permission
        FROM user_roles u JOIN role_permissions p ON p.role = u.role
        WHERE u.user_id = :user)",
        user);
    std::sort(all.begin(), all.end());  // byte by byte, as actor::may() searches, whatever the database's order is
    return all;
}

std::vector<std::string> roles_of(read_tx& tx, const row_id& user) {
    return tx.rows<std::string>("SELECT role FROM user_roles WHERE user_id = :user ORDER BY role", user);
}

bool idles_as_front_desk(read_tx& tx, const row_id& user) {
    const auto roles = roles_of(tx, user);
    return roles.size() == 1 && roles[0] == "front_desk";
}

}
