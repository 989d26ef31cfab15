#include <lumbar/route.hpp>
using namespace lumbar;
void store(write_tx& tx) { tx.execute("DELETE FROM a"); }
response look(const request&, read_tx& tx) {
    store(tx);
    return no_content();
}
const std::vector<route> routes = {{verb::get, "/a", may("a.read"), look}};
