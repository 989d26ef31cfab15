#include "routes.hpp"

#include <lumbar/app.hpp>

// Registers only: no I/O, no thread, no query.
LUMBAR_PLUGIN(app) {
    app.routes(sample_plugin::routes);
}
