#pragma once

#include <lumbar/shape.hpp>

#include <array>
#include <string_view>

namespace lumbar::practice {

// The days that "12/3/1979" (either of the first two may be the day) or "1979-03-12" may mean. Empty where the reading is no
// day that exists; both empty for anything else.
std::array<calendar_date, 2> typed_dates(std::string_view typed);

}
