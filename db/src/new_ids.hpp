#pragma once

#include <lumbar/row_id.hpp>
#include <lumbar/utc_ms.hpp>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// A fresh UUIDv7, greater than every one this process has made, whatever the clock does. Handlers draw theirs from write_tx.
row_id make_row_id(utc_ms now);

// `bytes` random bytes from the system's generator, as lower-case hex.
std::string make_secret(std::size_t bytes);

}
}
