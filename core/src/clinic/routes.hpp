#pragma once

#include <lumbar/route.hpp>

namespace lumbar {
namespace [[gnu::visibility("default")]] practice {

// The routes of the clinic's nouns, below /api/v1: settings, people, clients, visits, the board.
extern const std::vector<route> routes;

}
namespace practice {

std::vector<route> settings_routes();
std::vector<route> client_routes();
std::vector<route> visit_routes();

}
}
