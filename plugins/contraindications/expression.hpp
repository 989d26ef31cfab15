#pragma once

#include <optional>
#include <string>
#include <vector>

namespace contraindications {

enum class op {
    always,
    all,
    any,
    negate,
    count, // of other conditions
    fact,
    ever,
    detail,
    number,
    days,
    area,
    medication_class,
    medicine, // of what is known about the client
    age,
    minor,
    plan_modality,
    plan_area,
    plan_pressure,
    plan_position // of what is planned
};

// A condition of a rule, as README.md says. The rules' reader has checked every code, detail, region and limit in it.
struct expression {
    op what = op::always;
    std::vector<expression> parts;
    std::vector<std::string> codes; // of facts or of medication classes; one is enough
    std::string detail;
    std::vector<std::string> values; // answers, regions, modalities or names of medicines; one is enough
    std::optional<double> at_least, at_most, above, below;
    bool if_known = false; // a missing answer counts as not so
    bool asked = false;    // the question itself was answered yes; a word in a free text is not enough
};

}
