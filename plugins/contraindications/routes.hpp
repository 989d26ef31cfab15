#pragma once

#include <lumbar/route.hpp>

namespace contraindications {

extern const std::vector<lumbar::route> routes;

}
