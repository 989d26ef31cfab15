#include <lumbar/route.hpp>
using namespace lumbar;
response change(const request&, write_tx&) { return no_content(); }
const std::vector<route> routes = {{verb::get, "/a", may("a.edit"), change}};
