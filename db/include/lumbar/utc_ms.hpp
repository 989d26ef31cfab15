#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace [[gnu::visibility("default")]] lumbar {

// A moment: whole milliseconds since 1970-01-01T00:00:00Z. Stored as BIGINT, sent as RFC 3339 text with "Z"
// ("2026-11-23T10:30:00.000Z"). Not a wall clock: a location's zone turns it into one (see calendar.hpp).
struct utc_ms {
    std::int64_t count = 0;

    friend auto operator<=>(utc_ms, utc_ms) = default;
    friend utc_ms operator+(utc_ms at, std::chrono::milliseconds d) { return {at.count + d.count()}; }
    friend utc_ms operator-(utc_ms at, std::chrono::milliseconds d) { return {at.count - d.count()}; }
    friend std::chrono::milliseconds operator-(utc_ms a, utc_ms b) { return std::chrono::milliseconds(a.count - b.count); }
};

// "2026-11-23T10:30:00.000Z", of the years 0000 to 9999.
std::string to_text(utc_ms at);

// Reads RFC 3339 with "Z" or an offset, with or without fractions. False, and `at` untouched, for anything else,
// 30 February and hour 24 included.
bool from_text(std::string_view text, utc_ms& at);

}
