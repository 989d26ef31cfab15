#include <lumbar/app.hpp>

using namespace lumbar;

namespace {
response answer(const request&, read_tx&) { return no_content(); }
const std::vector<route> routes = {{verb::get, "/secrets", may("unnamed_permission.write"), answer}};
}

LUMBAR_PLUGIN(app) { app.routes(routes); }
