#pragma once

#include "person.hpp"

namespace contraindications {

enum class truth { no, unknown, yes };

// An answer that settled a condition, as a sentence, and where it came from.
struct reason {
    std::string text;                            // "Examined by a qualified professional: no"
    const lumbar::health_fact* origin = nullptr; // none for age and plan
};

struct verdict {
    truth is = truth::no;
    std::vector<reason> because;      // of a yes: what makes it so; of a no: what speaks against it
    std::vector<std::string> missing; // of an unknown: the questions without an answer
    bool number_missing = false;      // one of them asks for a date or a number
};

// Whether a condition holds, in three values (Kleene): unknown only where a missing answer could still turn it.
verdict judge(const expression& condition, const person& who, const rule_book& book);

// Days between an answer of the detail days_since and `today`: from and to, the same for an exact answer. Read are whole
// numbers (counted from the day they were recorded), YYYY-MM-DD, YYYY-MM, YYYY and "P730D". Empty for anything else.
struct day_span {
    double least;
    double most;
};
std::optional<day_span> days_before(std::string_view value, const lumbar::calendar_date& today,
                                    const lumbar::health_fact* origin);

// The day that many days before `today`: "2026-11-01".
std::string day_text(const lumbar::calendar_date& today, double days_ago);

}
