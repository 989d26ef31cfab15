#include "core/src/clinic/routes.hpp"

namespace lumbar::practice {

const std::vector<route> routes = [] {
    std::vector<route> all = settings_routes();
    for (auto& one : client_routes()) all.push_back(std::move(one));
    for (auto& one : visit_routes()) all.push_back(std::move(one));
    return all;
}();

}
