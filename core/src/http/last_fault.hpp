#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// A handler threw what it should not: when, on which route (its template) and of what kind. The words of an exception are not
// kept, they may hold what a person typed; those of a program_mistake never do.
struct last_fault {
    std::chrono::system_clock::time_point at;
    std::string method, path;
    std::string kind;            // "std::out_of_range", "a statement that it may not run", a program_mistake's words
};

// Takes the place of the plugin's fault before.
void keep_fault(const std::string& plugin, last_fault fault);
// Since this process started; empty when there was none.
std::optional<last_fault> last_fault_of(std::string_view plugin);

}
}
