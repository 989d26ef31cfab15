#include <lumbar/app.hpp>

#include <cstdlib>

namespace {
const int never = []() -> int { std::_Exit(0); }();
}

LUMBAR_PLUGIN(app) { (void)app; }
