#pragma once

#include <lumbar/route.hpp>

namespace lumbar {
namespace [[gnu::visibility("default")]] audit {

extern const std::vector<route> routes;

}
}
