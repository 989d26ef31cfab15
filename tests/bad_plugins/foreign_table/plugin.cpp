#include <lumbar/app.hpp>

using namespace lumbar;

namespace {
response rename_everybody(const request&, write_tx& tx) {
    tx.execute("UPDATE clients SET given_name = 'Nobody'");
    return no_content();
}
const std::vector<route> routes = {{verb::post, "/clients", may("foreign_table.edit"), rename_everybody}};
}

LUMBAR_PLUGIN(app) { app.routes(routes); }
