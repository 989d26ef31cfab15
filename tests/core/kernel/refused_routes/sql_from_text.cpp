#include <lumbar/route.hpp>
using namespace lumbar;
response look(const request& req, read_tx& tx) {
    return ok(tx.rows<std::string>("SELECT name FROM a WHERE name = '" + std::string(req.path("name")) + "'"));
}
const std::vector<route> routes = {{verb::get, "/a/{name}", may("a.read"), look}};
