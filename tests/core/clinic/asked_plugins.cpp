#include "tests/core/clinic/asked_plugins.hpp"

#include "core/src/plugins/points.hpp"

#include <algorithm>
#include <mutex>

namespace lumbar::plugins {

std::uint64_t points_serial(const read_tx&) { return clinic_test::plugins().serial; }

}

namespace lumbar {
namespace clinic_test {

asked_plugins& plugins() {
    static asked_plugins all;
    return all;
}

}

namespace {

std::mutex asking;

screening_state state_of(const appointment& visit) {
    screening_state state;
    state.appointment = visit.id;
    const auto& screened = clinic_test::plugins().screened;
    state.screened = state.clear = std::ranges::find(screened, visit.id) != screened.end();
    if (!state.screened) state.reason = "Nobody has asked yet";
    return state;
}

}

gathered_alerts alerts_of(read_tx&, std::span<const row_id> clients) {
    std::scoped_lock held(asking);
    ++clinic_test::plugins().asked_for_alerts;
    gathered_alerts out{{}, clinic_test::plugins().failed};
    for (const auto& alert : clinic_test::plugins().alerts)
        if (std::ranges::find(clients, alert.client) != clients.end()) out.alerts.push_back(alert);
    return out;
}

std::vector<screening_state> screening_of(read_tx&, std::span<const appointment> visits) {
    std::scoped_lock held(asking);
    ++clinic_test::plugins().asked_for_screening;
    std::vector<screening_state> states;
    for (const auto& visit : visits) states.push_back(state_of(visit));
    return states;
}

screening_state screen_now(write_tx&, const appointment& visit) {
    std::scoped_lock held(asking);
    clinic_test::plugins().screened.push_back(visit.id);
    return state_of(visit);
}

std::vector<guard_reason> visit_reasons(read_tx&, const appointment&) { return clinic_test::plugins().reasons; }

gathered_badges badges_of(read_tx&, std::span<const appointment> visits) {
    std::scoped_lock held(asking);
    ++clinic_test::plugins().asked_for_badges;
    gathered_badges out;
    for (const auto& badge : clinic_test::plugins().badges)
        if (std::ranges::any_of(visits, [&](const appointment& visit) { return visit.id == badge.appointment; }))
            out.badges.push_back(badge);
    return out;
}

}
