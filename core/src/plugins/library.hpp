#pragma once

#include "core/src/plugins/package.hpp"

namespace lumbar { class app; }

namespace lumbar::plugins {

using entry_point = void (*)(app&);

// A plugin.so that was checked; `digest` is of its bytes.
struct library_file {
    std::shared_ptr<open_file> file;
    std::string digest;
};

// Lets one child process load them all. When it does not get through, load_library lets each be tried alone.
void try_together(const std::vector<library_file>& libraries);

// Loads a plugin's library from the file that was checked, and never unloads it: something may keep a function, an exception
// or a text of it. A child process tries first, because a static constructor that throws or crashes would take the server
// with it. A file that was written over since it was loaded is refused. Throws refused.
entry_point load_library(const library_file& from);

}
