#include <lumbar/app.hpp>

void that_nobody_has_written();

LUMBAR_PLUGIN(app) {
    (void)app;
    that_nobody_has_written();
}
