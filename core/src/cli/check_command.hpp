#pragma once

#include "core/src/cli/command_line.hpp"

namespace lumbar::cli {

// `lumbar check`: everything that must be true of the data, looked at beside a server that may be running. One line each on
// standard output; 1 when anything was found.
int check_data(const common_flags& flags);

// The log against itself and against the head that was kept beside it, or in `head_file`.
int verify_audit(const common_flags& flags, const std::string& head_file);

}
