#include "marks.hpp"

#include <lumbar/body_regions.hpp>

#include <algorithm>

namespace notes {

namespace {

constexpr std::string_view kinds[] = {"pain",      "trigger-point", "tender-point", "hypertonicity", "spasm",
                                      "adhesion",  "inflammation",  "swelling",     "numbness",      "tingling",
                                      "radiation", "restriction",   "scar",         "bruise",        "skin-lesion",
                                      "elevation", "rotation",      "weakness",     "avoid-area",    "treated"};

constexpr std::size_t most_marks = 200;
constexpr std::size_t longest_note = 500;
constexpr double chart_size = 1000;

}

bool is_mark_kind(std::string_view kind) { return std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds); }

void check_marks(const std::vector<mark>& marks, problems& faults) {
    if (marks.size() > most_marks) faults.add("/marks", "Please use at most 200 marks.");
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const mark& m = marks[i];
        const std::string at = "/marks/" + std::to_string(i);
        auto on_chart = [](double v) { return v >= 0 && v <= chart_size; };
        if (!on_chart(m.x)) faults.add(at + "/x", "This is beside the chart.");
        if (!on_chart(m.y)) faults.add(at + "/y", "This is beside the chart.");
        if (!is_body_region(m.region)) faults.add(at + "/region", "There is no such body region.");
        if (!is_mark_kind(m.kind)) faults.add(at + "/kind", "There is no such kind of mark.");
        faults.between(at + "/grade", m.grade, 1, 3);
        faults.at_most(at + "/note", m.note, longest_note);
    }
}

}
