#pragma once

#include "core/src/clinic/appointments.hpp"
#include "core/src/clinic/client_search.hpp"
#include "core/src/clinic/clients.hpp"
#include "core/src/clinic/practitioners.hpp"

#include <lumbar/database.hpp>

namespace lumbar::clinic_test {

// The system acting, or somebody with these permissions.
caller system_caller();
caller user_with(std::vector<std::string> permissions);

// A clinic in Dublin with two rooms, two practitioners (Amara in Room 1 and Jonas in Room 2, 9 to 17 every day, break at
// noon for half an hour) and an hour's massage.
struct small_clinic {
    explicit small_clinic(database& db);

    row_id client(std::string given, std::string family = {}, practice::client_body more = {});
    practice::visit_outcome book(const practice::booking& wanted);
    practice::visit_outcome step(const row_id& visit, practice::visit_step step, const practice::step_words& words = {});
    appointment visit(const row_id& id);
    // The moment a clock in Dublin shows "2026-12-01 10:00".
    static utc_ms at(std::string_view day_and_time);
    std::vector<std::string> found(std::string_view typed);

    database& db;
    row_id room1, room2, amara, jonas, massage;
};

}
