#include "shipped_rules.hpp"

#include <contraindications_data_files.hpp>

namespace contraindications {

const ruleset& shipped_rules() {
    static const ruleset rules(shipped_rules_file());
    return rules;
}

std::string_view shipped_rules_file() { return contraindications_data::file("rules/core.json"); }

}
