#pragma once

#include <array>
#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

using secret_key = std::array<unsigned char, 32>;

// The one secret of an installation: 32 random bytes in `folder`/root.key, readable by its owner alone. All other keys are
// derived from it. Made when it is missing and `may_create`. Throws std::runtime_error with one sentence when it is
// missing although there is data already, readable by others, or not 32 bytes long. Once per process, before derived_key().
void open_root_key(const std::string& folder, bool may_create);

// For tests: a key of this process alone.
void use_passing_root_key();

// The key for one purpose, a word of exactly eight letters ("auditlog"). Throws std::logic_error before the root key is open.
secret_key derived_key(std::string_view purpose);

}
}
