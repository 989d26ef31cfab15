#include <lumbar/app.hpp>

LUMBAR_PLUGIN(app) { (void)app; }
