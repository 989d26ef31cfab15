#pragma once

#include "verdict.hpp"

#include <algorithm>

// What verdicts are put together from.
namespace contraindications {

inline verdict settled(bool yes, std::vector<reason> because = {}) {
    return {yes ? truth::yes : truth::no, std::move(because), {}, false};
}

inline verdict open(std::string question, bool number) { return {truth::unknown, {}, {std::move(question)}, number}; }

inline bool listed(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

inline bool within(const expression& x, double v) {
    return !(x.at_least && v < *x.at_least) && !(x.at_most && v > *x.at_most) && !(x.above && v <= *x.above) &&
           !(x.below && v >= *x.below);
}

// The conditions that ask for nothing but age and plan.
verdict judge_visit(const expression& x, const subject& who);

}
