#pragma once

#include "core/src/application/application.hpp"
#include "core/src/config/config.hpp"

#include <memory>

namespace lumbar::cli {

// The server's inside for these settings, schema and key included; no connections yet. With `writes_twice` each write runs, is
// rolled back, runs again, and fails unless it did the same.
std::unique_ptr<application> make_application(const configuration::config& settings, bool background, bool safe_mode = false,
                                              bool writes_twice = false);

// Fills an empty database with the made-up clinic and its three users; false when there is a clinic already.
bool fill_with_demo(application& app);

inline constexpr const char* demo_password = "river stone lavender";

}
