#pragma once

#include "evaluate.hpp"

#include <lumbar/appointments.hpp>

namespace contraindications {

// A client as the rules are asked about them for a visit, on its day; for no visit, today and whatever is planned.
subject subject_of(lumbar::read_tx& tx, const lumbar::row_id& client, std::vector<lumbar::health_fact> facts,
                   const std::optional<lumbar::appointment>& visit);

// What a screening of this visit was made for, as text that changes with anything about it: service, areas, position, day.
std::string plan_text(lumbar::read_tx& tx, const lumbar::appointment& visit);
// The same, of a visit on this day; without a service, of the day alone.
std::string plan_text(const std::optional<lumbar::service>& service, const lumbar::calendar_date& day);

}
