#pragma once

#include <string>

namespace lumbar::cli {

// This program's version and those of the libraries that it runs with, one a line. What has no library is told as compiled in.
std::string versions();

}
