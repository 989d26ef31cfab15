#pragma once

#include "core/src/config/config.hpp"

namespace lumbar::cli {

// The secret in metrics.token_file; empty when none is named. Throws config_error when the file is missing, readable by others or
// shorter than 32 letters, or holds more than one line.
std::string read_metrics_token(const configuration::config& settings);

// Looks at the files and folders that the settings name, reads certificate and keys, and makes and changes nothing; the database
// is not asked. Throws config_error for the first that cannot be used.
void check_named_files(const configuration::config& settings);

}
