#pragma once

#include <string>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// Puts a backup where there is no database yet, and checks it. A target that holds anything is refused, and so is a file
// that is damaged or not a backup of this kind of database. Throws std::runtime_error or database_error with a sentence.
void restore(const std::string& url, const std::string& file);

}
}
