#pragma once

#include <lumbar/response.hpp>

namespace lumbar::practice {

// How changing a versioned record went. `stale`: somebody else changed it since it was read.
enum class saving { done, stale, missing };

// The answer to a PUT: the record as it is now, 412 with it, or 404. `now` reads it.
template <class Read>
response saved(saving how, std::string_view noun, Read now) {
    if (how == saving::missing) return not_found(noun);
    const auto record = now();
    if (!record) return not_found(noun);
    return how == saving::stale ? changed_meanwhile(*record) : ok(*record);
}

}
