#pragma once

#include <string>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// What database::backup() does, for a database that another process may be serving. Throws std::runtime_error or
// database_error with a sentence; then `file` is not there.
void back_up(const std::string& url, const std::string& file);

}
}
