#include "screenings.hpp"

#include "shipped_rules.hpp"
#include "subjects.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clients.hpp>

#include <algorithm>
#include <map>

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

// A stored check, and what of it may have changed since.
struct known_check {
    row_id appointment;
    std::int64_t facts_version = 0;
    std::string rules_version;
    std::string plan;
    utc_ms at;
    std::string outcome;
    std::int64_t facts_version_now = 0;
    row_id service;
    std::string modality;
    std::string pressure;
    std::vector<std::string> areas;
    std::vector<std::string> positions;
};
BOOST_DESCRIBE_STRUCT(known_check, (),
                      (appointment, facts_version, rules_version, plan, at, outcome, facts_version_now, service, modality,
                       pressure, areas, positions))

// One query for a whole board.
std::map<row_id, known_check> checks_of(read_tx& tx, std::span<const appointment> visits) {
    std::vector<row_id> ids;
    for (const appointment& visit : visits) ids.push_back(visit.id);
    auto rows = tx.dialect() == dialect::sqlite ? tx.rows<known_check>(R"(
        SELECT s.appointment, s.facts_version, s.rules_version, s.plan, s.at, s.outcome, c.facts_version AS facts_version_now,
            a.service, v.modality, v.pressure, v.areas, v.positions
        FROM contraindications_screenings s
        JOIN appointments a ON a.id = s.appointment
        JOIN clients c ON c.id = a.client
        JOIN services v ON v.id = a.service
        WHERE s.appointment IN (SELECT value FROM json_each(:visits)))",
                                                                       ids)
                                                : tx.rows<known_check>(R"(
        SELECT s.appointment, s.facts_version, s.rules_version, s.plan, s.at, s.outcome, c.facts_version AS facts_version_now,
            a.service, v.modality, v.pressure, v.areas, v.positions
        FROM contraindications_screenings s
        JOIN appointments a ON a.id = s.appointment
        JOIN clients c ON c.id = a.client
        JOIN services v ON v.id = a.service
        WHERE s.appointment IN (SELECT jsonb_array_elements_text(CAST(:visits AS JSONB))))",
                                                                       ids);
    std::map<row_id, known_check> all;
    for (known_check& check : rows) all.emplace(check.appointment, std::move(check));
    return all;
}

screening_state state_now(const appointment& visit, const known_check& check, const calendar_date& day) {
    service planned;
    planned.modality = check.modality;
    planned.pressure = check.pressure;
    planned.areas = check.areas;
    planned.positions = check.positions;
    if (check.rules_version != shipped_rules().version()) return not_screened(visit, "The rules changed since the check");
    if (check.facts_version != check.facts_version_now) return not_screened(visit, "The answers changed since the check");
    if (check.service != visit.service || check.plan != plan_text(planned, day))
        return not_screened(visit, "The plan changed since the check");
    return state_of(visit, {{}, check.facts_version, check.rules_version, check.plan, check.at, check.outcome, {}});
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
    const auto checks = checks_of(tx, visits);
    const std::string zone = visits.empty() ? "" : clinic_of(tx).zone;
    std::vector<screening_state> states;
    for (const appointment& visit : visits) {
        const auto found = checks.find(visit.id);
        states.push_back(found == checks.end() ? not_screened(visit, "The check has not run for this visit")
                                               : state_now(visit, found->second, day_of(visit.starts_at, zone)));
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
