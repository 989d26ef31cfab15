#include "db/src/new_ids.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>

namespace lumbar::data {

namespace {

void start_generator() {
    static const bool ready = sodium_init() >= 0;
    if (!ready) throw std::runtime_error("the system's random generator does not work");
}

std::string hex(const unsigned char* bytes, std::size_t count) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        out += digits[bytes[i] >> 4];
        out += digits[bytes[i] & 15];
    }
    return out;
}

// 48 bits of time and a 12-bit counter: one number that only grows.
std::uint64_t next_stamp(utc_ms now) {
    static std::mutex mutex;
    static std::uint64_t last = 0;
    auto fresh = static_cast<std::uint64_t>(std::max<std::int64_t>(now.count, 0)) << 12;
    std::lock_guard lock(mutex);
    last = std::max(last + 1, fresh);
    return last;
}

}

row_id make_row_id(utc_ms now) {
    start_generator();
    std::uint64_t stamp = next_stamp(now);
    std::array<unsigned char, 16> bytes;
    randombytes_buf(bytes.data() + 8, 8);
    for (int i = 0; i < 6; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<unsigned char>(stamp >> (12 + 8 * (5 - i)));
    bytes[6] = static_cast<unsigned char>(0x70 | ((stamp >> 8) & 0x0f));
    bytes[7] = static_cast<unsigned char>(stamp);
    bytes[8] = static_cast<unsigned char>(0x80 | (bytes[8] & 0x3f));
    std::string text = hex(bytes.data(), bytes.size());
    for (std::size_t dash : {8u, 13u, 18u, 23u}) text.insert(dash, 1, '-');
    return row_id(std::move(text));
}

std::string make_secret(std::size_t bytes) {
    start_generator();
    std::string raw(bytes, '\0');
    randombytes_buf(raw.data(), raw.size());
    return hex(reinterpret_cast<const unsigned char*>(raw.data()), raw.size());
}

}
