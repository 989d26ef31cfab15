#include "core/src/identity/routes.hpp"

namespace lumbar::identity {
namespace {

std::vector<route> together(std::initializer_list<std::vector<route>> tables) {
    std::vector<route> all;
    for (const auto& table : tables) all.insert(all.end(), table.begin(), table.end());
    return all;
}

}

const std::vector<route> routes = together(
    {session_routes(), proof_routes(), second_factor_routes(), account_routes(), own_password_routes(), welcome_routes(),
     user_routes(), client_session_routes()});

}
