#include <lumbar/route.hpp>
using namespace lumbar;
struct word {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(word, (), (text))
response look(const request&, read_tx&) { return no_content(); }
response change(const request&, const word&, write_tx&) { return no_content(); }
const std::vector<route> routes = {{verb::get, "/a", may("a.read"), look}, {verb::post, "/a", may("a.edit"), change}};
