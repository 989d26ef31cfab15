#pragma once

#include "answers.hpp"

#include <lumbar/health_facts.hpp>

namespace intake {

// The health facts that a submitted form gives, in the order of its questions. A question with a fact that was asked and
// not answered gives an unknown fact; a closed question gives none. Sources are `source` + "#" + linkId.
std::vector<health_fact> facts_from(const questionnaire& form, const answers& open, std::string_view source);

}
