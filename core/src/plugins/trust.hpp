#pragma once

#include <map>
#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

// The digests of the packages that may be loaded, by plugin id.
using trust_list = std::map<std::string, std::string, std::less<>>;

// Reads a trusted-plugins.toml. Empty without the file; throws refused when it cannot be read, when it is no such list or when
// others may change it.
trust_list read_trust(const std::string& file);

// Puts one package into the list, durably; makes the file when there is none.
void write_trust(const std::string& file, std::string_view id, std::string_view digest);

}
}
