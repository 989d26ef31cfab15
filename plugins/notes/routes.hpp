#pragma once

#include <lumbar/route.hpp>

namespace notes {

extern const std::vector<lumbar::route> routes;

}
