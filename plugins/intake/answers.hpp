#pragma once

#include "questionnaire.hpp"

#include <functional>
#include <map>

// What somebody answered: a FHIR R4 QuestionnaireResponse read against its form, and back.
namespace intake {

// By linkId, in the order given. A question that is not in it was not answered; blank text is no answer.
using answers = std::map<std::string, std::vector<value>, std::less<>>;

// Checks structure, types, options, limits and that each linkId belongs where it stands. Nothing is required yet: this is
// what autosave asks. `faults` point at "/<linkId>" and begin with the question's text.
struct read_answers {
    answers given;
    std::vector<field_problem> faults;
};
read_answers read_response(const questionnaire& form, std::string_view json);

// Without the answers to questions that the other answers have closed.
answers open_answers(const questionnaire& form, const answers& given);

// A fault for each required question that is open and not answered; a required consent has to be given.
std::vector<field_problem> missing_answers(const questionnaire& form, const answers& open);

// Each question that the answers leave open, in the order of the form, with the questions it stands under (nearest last).
void each_open(const questionnaire& form, const answers& given,
               const std::function<void(const item& question, const std::vector<const item*>& above)>& visit);

// The QuestionnaireResponse with these answers, always the same text for the same answers. `status` is FHIR's:
// "in-progress" or "completed".
std::string write_response(const questionnaire& form, const answers& given, std::string_view status);

}
