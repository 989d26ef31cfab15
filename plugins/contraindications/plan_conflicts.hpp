#pragma once

#include "evaluate.hpp"

namespace contraindications {

// Where an entry is: the places the client has named, else the entry's own regions (ids or groups). Empty: nobody has said where.
std::vector<std::string> regions_of(const entry& e, const person& who);

// Adds to `out` what of the plan has to change: modalities and positions to be avoided there, and for a local finding its
// area among those named in the plan. A note has no conflicts. Fills in what asks for caution too.
void plan_conflicts(outcome& out, const entry& e, const person& who);

}
