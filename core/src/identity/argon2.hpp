#pragma once

#include <cstdint>
#include <string>

namespace lumbar::identity {
namespace [[gnu::visibility("default")]] argon2 {

struct cost {
    std::uint64_t memory;   // bytes, at least 8 KiB
    std::uint64_t passes;   // at least 1
};

// Argon2id (RFC 9106, version 1.3, one lane, a salt of 16 bytes and a hash of 32) in the text form that libsodium writes and
// reads: "$argon2id$v=19$m=65536,t=3,p=1$salt$hash". The memory stays with the calling thread for its next hash: to map 64 MiB,
// have them cleared and give them back, for each, makes every other thread wait. Throws std::bad_alloc when there
// is none, std::invalid_argument for a cost below these.
std::string hashed(const std::string& password, const cost& cost);

// Whether the password is the one of that text; false as well for a text of another form. Memory as above.
bool matches(const std::string& text, const std::string& password);

// Gives back what this thread has kept.
void let_go();

}
}
