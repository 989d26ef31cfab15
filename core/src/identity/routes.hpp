#pragma once

#include <lumbar/route.hpp>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

extern const std::vector<route> routes;       // below /api/v1
extern const std::vector<route> page_routes;  // whole paths: /f/{token}

}
namespace identity {

std::vector<route> session_routes();
std::vector<route> second_factor_routes();
std::vector<route> proof_routes();
std::vector<route> account_routes();
std::vector<route> own_password_routes();
std::vector<route> welcome_routes();
std::vector<route> user_routes();
std::vector<route> client_session_routes();

}
}
