#include "demo.hpp"
#include "routes.hpp"

#include <lumbar/app.hpp>

LUMBAR_PLUGIN(app) {
    app.routes(notes::routes);
    app.on_demo(notes::fill_demo);
}
