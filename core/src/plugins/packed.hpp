#pragma once

#include "core/src/plugins/package.hpp"

#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

// A package as one file to give away: a tar archive (POSIX ustar) with its files below a folder of its id, in the order of their
// names, without times, owners or rights of anybody, and its digest beside them. One package always gives the same bytes,
// wherever and whenever it is packed, and only these bytes are taken: reading it needs no more than what packing writes, so
// links, devices, other folders and the extensions of other tars are unknown here.
std::string pack(const package& p);

// The package in an archive, in memory; its library_file is null. Throws refused, with a sentence, for anything that pack() does
// not make, also when one byte of it is another.
package unpack(std::string_view archive);

// Writes what unpack() gave into a new folder of its name in `parent`, beside it first, and returns its path. Throws refused when
// it is there already or cannot be written.
std::string write_package(const package& p, const std::string& parent);

}
}
