#pragma once

#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// A secret as it lies in a column: XChaCha20-Poly1305 under a key made from the root key. `place` is "table|column|row": what
// is copied to another place does not open. `nonce` is 24 fresh random bytes in hex (tx.new_secret(24)).
std::string seal(std::string_view secret, std::string_view place, const std::string& nonce);

// Throws std::runtime_error when it was changed, moved, or sealed under another root key.
std::string unseal(std::string_view sealed, std::string_view place);

// A keyed hash in hex, for a secret too short to be stored under a plain one.
std::string keyed_hash(std::string_view secret, std::string_view place);

// The bytes of lower-case hex.
std::string bytes_of(std::string_view hex);

}
}
