#pragma once

#include <lumbar/route.hpp>

namespace intake {

extern const std::vector<lumbar::route> routes;

}
