#pragma once

#include <lumbar/transaction.hpp>

#include <string>
#include <vector>

namespace lumbar::identity {

struct permission_view {
    std::string name;
    std::string sentence;
    std::string by;          // "core", or the plugin's id
};
BOOST_DESCRIBE_STRUCT(permission_view, (), (name, sentence, by))

// All there are: core's, then those of the plugins that are on.
std::vector<permission_view> known_permissions(read_tx& tx);

}
