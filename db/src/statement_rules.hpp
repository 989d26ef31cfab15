#pragma once

#include <string_view>

namespace lumbar::data {

// Throws a database_error that says what `owner`'s statement may not do: change or end anything but rows, write a table that is
// not its own. Core and the data layer itself ("core", "") may. SQLite's own guard is asked as well, and knows more.
void check_deeds(std::string_view owner, std::string_view sql);

// check_deeds, and that it is one statement: for what is said on the bare session (of a second statement SQLite would say nothing
// and run nothing).
void check_bare(std::string_view owner, std::string_view sql);

}
