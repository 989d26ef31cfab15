#pragma once

#include <array>
#include <string>

// A file in encrypted parts (libsodium's secretstream: XChaCha20-Poly1305): whoever lacks the key reads nothing, and a part that
// was altered, moved, left out or cut off is noticed.
namespace lumbar::data {

inline constexpr std::string_view sealed_magic = "LUMBAR-BACKUP 1\n";

// `head` becomes the first part. Throws std::runtime_error with a sentence.
void encrypt_file(const std::string& from, const std::string& to, const std::array<unsigned char, 32>& key, std::string_view head);

// Returns the head; writes the rest to `to`, readable by its owner alone, unless that is empty. Throws std::runtime_error with
// a sentence; `to` may be there half-written then.
std::string decrypt_file(const std::string& from, const std::string& to, const std::array<unsigned char, 32>& key);

}
