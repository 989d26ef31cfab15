#pragma once

#include <lumbar/route.hpp>

namespace sample_plugin {

// Mounted under /api/v1/sample.
extern const std::vector<lumbar::route> routes;

}
