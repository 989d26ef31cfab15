#include "shipped_rules.hpp"

#include <contraindications_data_files.hpp>

namespace contraindications {

const ruleset& shipped_rules() {
    static const ruleset rules(contraindications_data::file("rules/core.json"));
    return rules;
}

}
