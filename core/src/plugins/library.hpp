#pragma once

#include "core/src/plugins/package.hpp"

namespace lumbar { class app; }

namespace lumbar::plugins {

using entry_point = void (*)(app&);

// Loads a plugin's library from the file that was checked, and never unloads it: something may keep a function, an exception
// or a text of it. A child process tries first, because a static constructor that throws or crashes would take the server
// with it. `digest` is of the file's bytes: a file that was written over since it was loaded is refused. Throws refused.
entry_point load_library(const std::shared_ptr<open_file>& file, const std::string& digest);

}
