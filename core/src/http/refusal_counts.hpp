#pragma once

#include <cstdint>
#include <map>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// What was refused before a route was known (a bad head, a body too large, no room for the connection), by the code of the
// answer, since this process started. `code` is a literal.
void count_refusal(std::string_view code);
std::map<std::string_view, std::uint64_t> counted_refusals();

}
}
