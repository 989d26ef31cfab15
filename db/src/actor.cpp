#include <lumbar/actor.hpp>

#include <algorithm>

namespace lumbar {

bool actor::may(std::string_view permission) const {
    if (kind == actor_kind::system || kind == actor_kind::plugin) return true;
    return permissions && std::binary_search(permissions->begin(), permissions->end(), permission);
}

}
