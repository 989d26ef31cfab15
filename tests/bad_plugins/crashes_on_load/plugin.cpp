#include <lumbar/app.hpp>

#include <stdexcept>

namespace {
const int never = []() -> int { throw std::runtime_error("thrown while loading"); }();
}

LUMBAR_PLUGIN(app) { (void)app; }
