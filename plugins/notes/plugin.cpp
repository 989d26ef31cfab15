#include "routes.hpp"

#include <lumbar/app.hpp>

LUMBAR_PLUGIN(app) {
    app.routes(notes::routes);
}
