#pragma once

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace lumbar {

// The type of the exception that is being handled, as it is written in its source. Never its words.
inline std::string type_in_flight() {
    const auto* type = abi::__cxa_current_exception_type();
    if (!type) return "unknown";
    int fault = 0;
    std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(type->name(), nullptr, nullptr, &fault), std::free);
    return name ? name.get() : type->name();
}

}
