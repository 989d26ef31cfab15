#pragma once

#include "core/src/plugins/package.hpp"

#include <string>

namespace lumbar::cli {

// Copies the package that lies in `from` to `folder`, durably and at one blow: a server that serves from `folder` goes on with
// the files that it has, and finds whole packages only. What was there under its id is kept beside it, as .ID.before. Throws
// with a sentence when the same package is there already, or a later version.
void place_package(const plugins::package& package, const std::string& from, const std::string& folder);

}
