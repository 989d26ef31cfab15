#pragma once

#include <lumbar/route.hpp>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

// GET /plugins and /plugins/{plugin}/health, POST /plugins/{plugin}/enable and /disable, GET /ui.
extern const std::vector<route> routes;

}
}
