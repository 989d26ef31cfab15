#pragma once

#include "core/src/http/route_table.hpp"

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// The OpenAPI 3.1 document of all these routes, as JSON: who may (x-permission, x-client-link), bodies and answers by
// their types, parameters, problems. The kernel's own two (the description, the event stream) are in it.
std::string describe_api(const route_snapshot& routes, std::string_view title, std::string_view version);

}
}
