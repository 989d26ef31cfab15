#pragma once

#include <chrono>
#include <cstdint>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// What a clinic may tune. Set once, before the first request.
struct options {
    std::uint64_t hash_memory = 64ull * 1024 * 1024;   // Argon2id, bytes and passes (requirements-security B 15)
    std::uint64_t hash_passes = 3;
    std::chrono::minutes idle{15};                     // staff; 5 to 60
    std::chrono::minutes front_desk_idle{60};          // for somebody whose only role is the front desk
    std::chrono::minutes client_idle{60};              // a client's form
    std::chrono::hours client_longest{4};              // of a client's session; the link opens another
    std::chrono::minutes recent{15};                   // a password given counts so long for a route that is recent()
    std::chrono::hours longest{12};                    // of a user's session
    bool require_second_factor = false;                // of whoever manages users or may export
};

void configure(const options& chosen);
const options& configured();

}
}
