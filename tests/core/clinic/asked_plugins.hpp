#pragma once

#include <lumbar/points.hpp>

// Stands for the enabled plugins: what they answer, and how often they were asked.
namespace lumbar::clinic_test {

struct asked_plugins {
    std::vector<client_alert> alerts;
    std::vector<guard_reason> reasons;
    std::vector<board_badge_mark> badges;
    std::vector<row_id> screened; // visits whose check has run
    std::vector<std::string> failed;
    std::uint64_t serial = 1;     // of who is on
    int asked_for_alerts = 0;
    int asked_for_screening = 0;
    int asked_for_badges = 0;
};
asked_plugins& plugins();

}
