#include <lumbar/route.hpp>
using namespace lumbar;
response look(const request&, read_tx&) { return no_content(); }
const std::vector<route> routes = {{verb::get, "/a", look}};
