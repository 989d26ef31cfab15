#include <lumbar/route.hpp>
using namespace lumbar;
response look(const request&, const json_document&, read_tx&) { return no_content(); }
const std::vector<route> routes = {{verb::get, "/a", may("a.read"), look}};
