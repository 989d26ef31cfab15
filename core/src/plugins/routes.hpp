#pragma once

#include <lumbar/route.hpp>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

// GET /plugins and /plugins/{plugin}/health, POST /plugins/{plugin}/enable, /disable and
// /upgrade, POST /plugins/look, GET /ui.
extern const std::vector<route> routes;

}
}
