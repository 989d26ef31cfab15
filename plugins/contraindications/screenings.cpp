#include "screenings.hpp"

#include "shipped_rules.hpp"
#include "subjects.hpp"

#include <lumbar/clients.hpp>

#include <algorithm>

namespace contraindications {

namespace {

struct stored_screening {
    row_id id;
    std::int64_t facts_version = 0;
    std::string rules_version;
    std::string plan;
    utc_ms at;
    std::string outcome;
    std::string digest;
};
BOOST_DESCRIBE_STRUCT(stored_screening, (), (id, facts_version, rules_version, plan, at, outcome, digest))

std::optional<stored_screening> stored(read_tx& tx, const row_id& appointment) {
    return tx.row<stored_screening>(R"(
        SELECT id, facts_version, rules_version, plan, at, outcome, digest
        FROM contraindications_screenings
        WHERE appointment = :appointment)",
                                    appointment);
}

std::string outcome_word(const evaluation& found) {
    if (!found.answered) return "no_answers";
    if (found.clear()) return "clear";
    const bool alerts =
        std::any_of(found.findings.begin(), found.findings.end(), [](const outcome& o) { return o.tier != alert_tier::note; });
    return alerts ? "alerts" : "open";
}

// Changes with whatever a person would see.
std::string digest_of(const evaluation& found) {
    std::string text = outcome_word(found);
    for (const outcome& o : found.findings) {
        text += "|" + o.entry + ":" + std::to_string(static_cast<int>(o.tier)) + std::to_string(static_cast<int>(o.urgency));
        for (const auto* list : {&o.because, &o.open, &o.conflicts})
            for (const std::string& line : *list) text += ";" + line;
    }
    for (const auto* list : {&found.not_understood, &found.not_asked})
        for (const std::string& line : *list) text += "|" + line;
    return std::to_string(std::hash<std::string>{}(text));
}

std::int64_t facts_version_of(read_tx& tx, const row_id& client) {
    const auto found = client_of(tx, client);
    return found ? found->facts_version : 0;
}

screening_state state_of(const appointment& visit, const stored_screening& s) {
    screening_state state;
    state.appointment = visit.id;
    state.by = "contraindications, " + shipped_rules().name();
    state.at = s.at;
    state.screened = s.outcome != "no_answers";
    if (!state.screened) state.reason = "No health answers yet";
    state.clear = s.outcome == "clear";
    return state;
}

screening_state not_screened(const appointment& visit, std::string reason) {
    screening_state state;
    state.appointment = visit.id;
    state.by = "contraindications, " + shipped_rules().name();
    state.reason = std::move(reason);
    return state;
}

void store(write_tx& tx, const appointment& visit, const stored_screening& s) {
    const auto changed = tx.execute(R"(
        UPDATE contraindications_screenings
        SET facts_version = :facts_version, rules_version = :rules_version, plan = :plan, at = :at, outcome = :outcome,
            digest = :digest
        WHERE appointment = :appointment)",
                                    s.facts_version, s.rules_version, s.plan, s.at, s.outcome, s.digest, visit.id);
    if (changed > 0) return;
    tx.execute(R"(
        INSERT INTO contraindications_screenings (id, appointment, client, facts_version, rules_version, plan, at, outcome,
            digest)
        VALUES (:id, :appointment, :client, :facts_version, :rules_version, :plan, :at, :outcome, :digest))",
               tx.new_id(), visit.id, visit.client, s.facts_version, s.rules_version, s.plan, s.at, s.outcome, s.digest);
}

bool still_to_come(const appointment& visit) {
    using enum appointment_status;
    return visit.status == booked || visit.status == confirmed || visit.status == arrived || visit.status == in_session;
}

}

evaluation check_of(read_tx& tx, const appointment& visit) {
    return evaluate(shipped_rules(), subject_of(tx, visit.client, facts_of(tx, visit.client), visit));
}

screening_state screen(write_tx& tx, const appointment& visit) {
    const evaluation found = check_of(tx, visit);
    const auto before = stored(tx, visit.id);
    const stored_screening now{{},
                               facts_version_of(tx, visit.client),
                               shipped_rules().version(),
                               plan_text(tx, visit),
                               tx.now(),
                               outcome_word(found),
                               digest_of(found)};
    store_findings(tx, visit, found.findings, now.rules_version);
    store(tx, visit, now);
    if (!before || before->digest != now.digest || before->plan != now.plan) tx.emit(screening_changed{visit.id, visit.client});
    return state_of(visit, now);
}

std::vector<screening_state> screening_states(read_tx& tx, std::span<const appointment> visits) {
    std::vector<screening_state> states;
    for (const appointment& visit : visits) {
        const auto s = stored(tx, visit.id);
        if (!s)
            states.push_back(not_screened(visit, "The check has not run for this visit"));
        else if (s->rules_version != shipped_rules().version())
            states.push_back(not_screened(visit, "The rules changed since the check"));
        else if (s->facts_version != facts_version_of(tx, visit.client))
            states.push_back(not_screened(visit, "The answers changed since the check"));
        else if (s->plan != plan_text(tx, visit))
            states.push_back(not_screened(visit, "The plan changed since the check"));
        else
            states.push_back(state_of(visit, *s));
    }
    return states;
}

void screen_booked(const appointment_booked& booked, write_tx& tx) {
    if (const auto visit = appointment_of(tx, booked.appointment); visit && still_to_come(*visit)) screen(tx, *visit);
}

void screen_changed_plan(const appointment_changed& changed, write_tx& tx) {
    const auto visit = appointment_of(tx, changed.appointment);
    if (!visit || !still_to_come(*visit)) return;
    const auto states = screening_states(tx, std::span(&*visit, 1));
    if (!states.front().screened) screen(tx, *visit);
}

void screen_changed_facts(const health_facts_changed& changed, write_tx& tx) {
    for (const appointment& visit : coming_appointments(tx, changed.client)) screen(tx, visit);
}

bool screen_made_up(write_tx& tx) {
    constexpr std::size_t at_once = 10;
    const auto unchecked = tx.rows<row_id>(R"(
        SELECT a.id
        FROM appointments a
        LEFT JOIN contraindications_screenings s ON s.appointment = a.id
        WHERE s.id IS NULL AND a.status IN ('booked', 'confirmed', 'arrived', 'in_session')
        ORDER BY a.starts_at, a.id
        LIMIT 10)");
    for (const row_id& id : unchecked) screen(tx, *appointment_of(tx, id));
    return unchecked.size() == at_once;
}

}
