#include <lumbar/app.hpp>

namespace {
int* volatile nowhere = nullptr;
const int never = *nowhere = 1;
}

LUMBAR_PLUGIN(app) { (void)app; }
