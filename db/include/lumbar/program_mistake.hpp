#pragma once

#include <stdexcept>

namespace [[gnu::visibility("default")]] lumbar {

// The program is wrong, not what it was given: a statement that does not fit its row type or its values, a write that does
// something else when it runs again. The text is for whoever wrote it, and for a log: it names the plugin, the column, how
// many; never a value.
class program_mistake : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

}
