#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// More people sign in at this moment than the machine can hash for; ask again in a second.
struct too_many_at_once {};

// Argon2id with configured() memory and passes (argon2.hpp). A tenth of a second of one core, so it is done in the hashing_pool: at
// most half of the cores at once, at most 32 wait; one more throws too_many_at_once.
std::string hash_password(const std::string& password);

// An empty hash (no such user, no password yet) costs as much as a real one and is never right.
bool verify_password(const std::string& hash, const std::string& password);

// Whether a right password should be hashed anew because the parameters have grown.
bool outdated(const std::string& hash);

// Why this password is not taken, for a person; empty when it is. 15 to 128 characters of any kind, hard to guess for
// zxcvbn (score 3), not made of `words` (the clinic's name, the person's own). Taken as typed, byte by byte.
std::string password_fault(std::string_view password, const std::vector<std::string>& words);

}
}
