#pragma once

#include <string>
#include <vector>

namespace lumbar::data {

// Runs a program of PostgreSQL's, found on PATH, without a shell. Throws std::runtime_error with a sentence when it is not
// there or does not succeed.
void run_program(const std::vector<std::string>& words);

}
