#include "core/src/clinic/appointments.hpp"
#include "core/src/clinic/claims.hpp"
#include "core/src/clinic/search_keys.hpp"

#include <lumbar/events.hpp>

#include <algorithm>
#include <array>

namespace lumbar::practice {
namespace {

using enum appointment_status;

struct step_rule {
    visit_step step;
    std::string_view cannot; // "This visit is done. It cannot be …."
    appointment_status to;
    std::array<std::optional<appointment_status>, 3> from;
};

constexpr std::array<step_rule, 6> rules = {{
    {visit_step::confirm, "confirmed", confirmed, {booked}},
    {visit_step::check_in, "checked in", arrived, {booked, confirmed}},
    {visit_step::start, "started", in_session, {arrived}},
    {visit_step::finish, "finished", done, {in_session}},
    {visit_step::cancel, "cancelled", cancelled, {booked, confirmed, arrived}},
    {visit_step::no_show, "marked as missed", no_show, {booked, confirmed}},
}};

std::string_view spoken(appointment_status status) {
    switch (status) {
    case booked:
        return "is booked";
    case confirmed:
        return "is confirmed";
    case arrived:
        return "has its client here";
    case in_session:
        return "has begun";
    case done:
        return "is over";
    case no_show:
        return "was missed";
    case cancelled:
        return "was cancelled";
    }
    return "";
}

visit_outcome refuse(refusal why, std::string detail) { return {why, std::move(detail), {}, {}, {}, {}}; }

visit_outcome wrong_status(const appointment& visit, std::string_view cannot) {
    return refuse(refusal::wrong_status,
                  "This visit " + std::string(spoken(visit.status)) + ". It cannot be " + std::string(cannot) + ".");
}

std::optional<appointment_status> status_named(std::string_view name) {
    const auto& type = shape_of<appointment_status>();
    for (std::size_t i = 0; i < type.names.size(); ++i)
        if (type.names[i] == name) return static_cast<appointment_status>(type.values[i]);
    return {};
}

std::string name_of(appointment_status status) { return std::string(bind(status).text); }

bool holds_its_time(appointment_status status) { return status != cancelled && status != no_show; }

visit_outcome changed(write_tx& tx, appointment visit) {
    ++visit.version;
    tx.changed("status");
    tx.about(visit.client, visit.id);
    tx.emit(appointment_changed{visit.id, visit.client});
    visit_outcome out;
    out.visit = std::move(visit);
    return out;
}

void store(write_tx& tx, const appointment& visit, const std::string& path) {
    tx.execute(R"(
        UPDATE appointments
        SET status = :status, arrived_at = :arrived_at, started_at = :started_at, finished_at = :finished_at,
            screening = :screening, path = :path, version = version + 1
        WHERE id = :id)",
               visit.status, visit.arrived_at, visit.started_at, visit.finished_at, visit.screening, path, visit.id);
}

// Takes the last step back. A visit that had given its time away gets it back only if it is still free.
visit_outcome reopen(write_tx& tx, const appointment& before) {
    auto path = tx.value<std::string>("SELECT path FROM appointments WHERE id = :id", before.id).value_or("");
    const auto space = path.rfind(' ');
    const auto last = status_named(space == path.npos ? std::string_view(path) : std::string_view(path).substr(space + 1));
    if (!last) return wrong_status(before, "taken back");
    path.resize(space == path.npos ? 0 : space);
    auto visit = before;
    visit.status = *last;
    if (before.status == arrived) visit.arrived_at.reset();
    if (before.status == done) visit.finished_at.reset();
    if (before.status == in_session) {
        visit.started_at.reset();
        visit.screening.clear();
        tx.execute("UPDATE appointments SET override_reason = '', overridden_by = '' WHERE id = :id", visit.id);
    }
    if (!holds_its_time(before.status)) {
        auto found = clash_of(tx, visit, true);
        if (!found) found = put_claims(tx, visit);
        if (found) {
            using kind = claim_kind;
            const auto why = found->kind == kind::practitioner ? refusal::practitioner_taken
                             : found->kind == kind::room       ? refusal::room_taken
                                                               : refusal::client_taken;
            return refuse(why, "The time of this visit has been given to another one. Book it again.");
        }
    }
    if (before.status == cancelled) tx.execute("UPDATE appointments SET cancel_reason = '' WHERE id = :id", visit.id);
    store(tx, visit, path);
    return changed(tx, std::move(visit));
}

void note_moment(appointment& visit, visit_step step, utc_ms at) {
    if (step == visit_step::check_in) visit.arrived_at = at;
    if (step == visit_step::start) visit.started_at = at;
    if (step == visit_step::finish) visit.finished_at = at;
}

std::string screening_words(const screening_state& state) {
    if (state.screened) return state.clear ? "clear" : "alerts";
    return "not screened: " + state.reason;
}

}

visit_outcome take_step(write_tx& tx, const appointment& before, visit_step step, const step_words& words) {
    if (step == visit_step::reopen) return reopen(tx, before);
    const auto& rule = *std::ranges::find(rules, step, &step_rule::step);
    if (std::ranges::find(rule.from, std::optional(before.status)) == rule.from.end()) return wrong_status(before, rule.cannot);
    const auto at = words.at.value_or(tx.now());
    if (step == visit_step::no_show && at < before.starts_at)
        return refuse(refusal::wrong_status, "This visit has not begun yet. Cancel it if the client will not come.");

    auto visit = before;
    visit.status = rule.to;
    note_moment(visit, step, at);
    auto path = tx.value<std::string>("SELECT path FROM appointments WHERE id = :id", visit.id).value_or("");
    path += (path.empty() ? "" : " ") + name_of(before.status);
    store(tx, visit, path);
    if (!holds_its_time(visit.status)) drop_claims(tx, visit.id);
    if (step == visit_step::cancel)
        tx.execute("UPDATE appointments SET cancel_reason = :reason WHERE id = :id", as_stored(words.reason), visit.id);
    auto out = changed(tx, std::move(visit));
    if (step == visit_step::check_in) {
        tx.emit(client_arrived{out.visit->id, out.visit->client});
        screen_now(tx, *out.visit);
    }
    return out;
}

visit_outcome start_visit(write_tx& tx, const appointment& visit, const std::string& override_reason) {
    if (visit.status != arrived) return wrong_status(visit, "started");
    auto reasons = visit_reasons(tx, visit);
    const auto words = as_stored(override_reason);
    const bool overridden =
        !words.empty() && tx.actor().may("visits.override") && std::ranges::all_of(reasons, &guard_reason::overridable);
    if (!reasons.empty() && !overridden) {
        auto out = refuse(refusal::visit_blocked, "This visit may not start yet.");
        out.reasons = std::move(reasons);
        return out;
    }
    const auto states = screening_of(tx, std::span(&visit, 1));
    auto screened = visit;
    screened.screening = screening_words(states.empty() ? screening_state{} : states.front());
    if (!reasons.empty()) {
        tx.execute("UPDATE appointments SET override_reason = :reason, overridden_by = :actor WHERE id = :id", words,
                   tx.actor().name, visit.id);
        tx.changed("override_reason");
    }
    return take_step(tx, screened, visit_step::start, {});
}

}
