#pragma once

#include "core/src/application/application.hpp"
#include "core/src/config/config.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lumbar::cli {

struct serving_mode {
    bool safe_mode = false;     // no plugin is loaded
    bool writes_twice = false;  // each write runs, is rolled back, runs again, and fails unless it did the same
    std::function<std::vector<std::string>()> warnings = {};  // application_options::warnings
};

// The server's inside for these settings, schema and key included; no connections yet, and no events are delivered.
std::unique_ptr<application> make_application(const configuration::config& settings, serving_mode how = {});

// Fills an empty database with the made-up clinic and its three users; false when there is a clinic already.
bool fill_with_demo(application& app);

inline constexpr const char* demo_password = "river stone lavender";

}
