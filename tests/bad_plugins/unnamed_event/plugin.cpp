#include <lumbar/app.hpp>

LUMBAR_PLUGIN(app) {
    app.on<lumbar::client_created>([](const lumbar::client_created&, lumbar::write_tx&) {});
}
