#pragma once

#include "core/src/config/config.hpp"

namespace lumbar::cli {

// Looks at the files and folders that the settings name, reads certificate and keys, and makes and changes nothing; the database
// is not asked. Throws config_error for the first that cannot be used.
void check_named_files(const configuration::config& settings);

}
