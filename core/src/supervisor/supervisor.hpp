#pragma once

#include <functional>
#include <optional>
#include <string>

namespace lumbar {
namespace [[gnu::visibility("default")]] supervision {

// Splits the process: the server goes on in a child, where this returns nothing; the parent stays here, starts the next child
// whenever one crashes or hangs, and returns the program's exit code when a child has ended by itself. The first child's refusal
// to start (an exit before it served) is the program's.
//
// To be called while there is one thread and nothing is open. SIGTERM, SIGINT and SIGHUP go to the child, where they are blocked;
// `end` is called in the parent first. The child dies with the parent. What the plugins have on their account is kept in
// `strike_file`, so that whoever starts the parent again does not forget it.
std::optional<int> supervise(const std::string& strike_file, const std::function<void()>& end);

}
}
