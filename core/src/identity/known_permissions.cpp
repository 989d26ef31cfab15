#include "core/src/identity/known_permissions.hpp"

#include "core/src/identity/permissions.hpp"
#include "core/src/plugins/host.hpp"

namespace lumbar::identity {

std::vector<permission_view> known_permissions(read_tx& tx) {
    std::vector<permission_view> all;
    for (const auto& permission : core_permissions())
        all.push_back({std::string(permission.name), std::string(permission.sentence), "core"});
    if (auto* host = plugins::host_of(tx))
        for (const auto& permission : host->permissions()) all.push_back({permission.name, permission.sentence, permission.by});
    return all;
}

}
