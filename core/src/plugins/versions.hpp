#pragma once

#include "core/src/plugins/known_plugin.hpp"

namespace lumbar::plugins {

// "1.9.0" is lower than "1.10.0". What is no version, as of a package that could not be read, is not lower than anything.
[[gnu::visibility("default")]] bool is_lower(std::string_view version, std::string_view than);

// What `next` would change where `now` is in use.
waiting_view changes_of(const known_plugin& now, const known_plugin& next);

}
