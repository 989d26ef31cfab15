#include <lumbar/app.hpp>

#include <stdexcept>

LUMBAR_PLUGIN(app) {
    (void)app;
    throw std::runtime_error("no reason at all");
}
