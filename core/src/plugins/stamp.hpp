#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

// The text in the section .lumbar_stamp of an ELF file, read without running or mapping any of it. Empty when the file is no
// complete 64-bit ELF file of this machine's byte order or has no such section.
std::optional<std::string> read_stamp(std::string_view file);

// This server's own.
std::string own_stamp();

// One sentence that names both sides of the first difference; empty when `theirs` fits this server.
std::string stamp_difference(std::string_view theirs);

}
}
