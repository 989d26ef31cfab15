#pragma once

#include <lumbar/shape.hpp>

#include <optional>
#include <string_view>

namespace [[gnu::visibility("default")]] lumbar {

// Wall-clock arithmetic in an IANA zone of the system's tzdata. Every function throws std::invalid_argument for a zone
// that does not exist; zone_exists() asks first.
bool zone_exists(std::string_view zone);

// The day it is in `zone` at `at`.
calendar_date day_of(utc_ms at, std::string_view zone);

// Minutes since midnight on the wall at `at`, 0 to 1439.
int minute_of_day(utc_ms at, std::string_view zone);

// The moment a wall clock shows `minute` (0 to 1440) of `day`. A minute that the clock change skips gives the first moment
// after the gap; one that comes twice gives the earlier.
utc_ms moment_of(const calendar_date& day, int minute, std::string_view zone);

// Monday is 1, Sunday 7.
int weekday_of(const calendar_date& day);
calendar_date plus_days(const calendar_date& day, int days);

}
