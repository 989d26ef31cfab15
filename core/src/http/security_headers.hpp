#pragma once

#include <lumbar/response.hpp>

namespace lumbar::http {

// What every answer carries (requirements-security D 35): no sniffing, no referrer, no framing, no other origin, and no
// store unless the answer has its own Cache-Control.
void security_headers(response& answer);

}
