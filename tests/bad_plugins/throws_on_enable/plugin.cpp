#include <lumbar/app.hpp>

#include <stdexcept>

LUMBAR_PLUGIN(app) {
    app.on_enable([](lumbar::write_tx&) { throw std::runtime_error("there is nothing to start with"); });
}
