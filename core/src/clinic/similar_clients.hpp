#pragma once

#include "core/src/clinic/client_search.hpp"

namespace lumbar::practice {

// Puts at the end of `found`, up to `limit` lines in all and at most 20, clients whose names are one letter per word away from
// what was typed (words: typed_words()). They are marked as similar; who is among the lines already is not named again.
// With two words typed both may be mistyped where they are the client's whole name, with three only one may be.
void add_similar(read_tx& tx, const std::vector<std::string>& words, found_clients& found, int limit);

}
