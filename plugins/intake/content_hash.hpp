#pragma once

#include <string>
#include <string_view>

namespace intake {

// SHA-256 as lower-case hex.
std::string content_hash(std::string_view content);

}
