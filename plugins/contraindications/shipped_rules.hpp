#pragma once

#include "evaluate.hpp"

namespace contraindications {

// The rules that come with this plugin (rules/core.json), read once. Throws bad_rules, on the first call, if they are not good.
const ruleset& shipped_rules();

// Their file, as it is.
std::string_view shipped_rules_file();

}
