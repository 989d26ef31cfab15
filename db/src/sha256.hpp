#pragma once

#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// SHA-256 in lower-case hex. By OpenSSL, which takes the processor's own instructions: a tenth of what libsodium's takes.
std::string sha256_hex(std::string_view bytes);

}
}
