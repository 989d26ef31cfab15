#pragma once

#include <lumbar/problems.hpp>

#include <string>
#include <vector>

namespace notes {
using namespace lumbar;

enum class chart_view { front, back };
BOOST_DESCRIBE_ENUM(chart_view, front, back)

// A mark on the body chart. x and y are units of the chart's view box; `region` is an id of body_regions.hpp, `kind` one of
// mark_kinds(); grade 1 is slight, 3 is strong.
struct mark {
    chart_view view = chart_view::front;
    double x = 0;
    double y = 0;
    std::string region;
    std::string kind;
    std::int64_t grade = 1;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(mark, (), (view, x, y, region, kind, grade, note))

// The kinds of clinical/outcomes.md 4: "pain", "hypertonicity", "trigger-point", …
bool is_mark_kind(std::string_view kind);

// Faults are at "/marks/<index>/<member>".
void check_marks(const std::vector<mark>& marks, problems& faults);

}
