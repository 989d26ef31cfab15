#include "alerts.hpp"

#include "kept_alerts.hpp"
#include "screenings.hpp"
#include "shipped_rules.hpp"
#include "subjects.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace contraindications {

namespace {

std::string joined(const std::vector<std::string>& list, std::string_view between) {
    std::string out;
    for (const std::string& item : list) out += (out.empty() ? "" : std::string(between)) + item;
    return out;
}

client_alert alert_of(const row_id& client, const finding& f) {
    client_alert a;
    a.client = client;
    a.appointment = f.appointment;
    a.code = f.entry;
    a.tier = f.tier;
    a.urgency = f.urgency;
    a.title = f.label;
    a.advice = f.advice + (f.conflicts.empty() ? "" : " Plan: " + joined(f.conflicts, "; ") + ".");
    a.because =
        joined(f.because, ". ") + (f.open.empty() ? "" : (f.because.empty() ? "Open: " : ". Open: ") + joined(f.open, "; "));
    a.source = f.source;
    a.provisional = f.provisional;
    if (f.answer) {
        a.answer = std::string(bind(f.answer->answer).text);
        a.answered_by = f.answer->by;
    }
    if (stops(f)) a.finding = f.id;
    return a;
}

client_alert open_question(const row_id& client, std::string_view code, std::string title, std::string advice) {
    client_alert a;
    a.client = client;
    a.code = code;
    a.title = std::move(title);
    a.advice = std::move(advice);
    a.provisional = true;
    return a;
}

bool same(const finding& a, const finding& b) { return a.entry == b.entry && a.tier == b.tier && a.conflicts == b.conflicts; }

// Entries that a coming visit's plan makes different from what holds whatever is planned: those are told visit by visit.
std::set<std::string> made_by_plans(const std::vector<finding>& of_client, const std::vector<finding>& of_visits) {
    std::set<std::string> out;
    for (const finding& v : of_visits)
        if (std::none_of(of_client.begin(), of_client.end(), [&](const finding& f) { return same(f, v); })) out.insert(v.entry);
    return out;
}

void add_alerts(read_tx& tx, const row_id& client, const std::vector<health_fact>& facts, std::vector<client_alert>& out) {
    const evaluation general = evaluate(shipped_rules(), subject_of(tx, client, facts, {}));
    const std::vector<finding> of_client = findings_of(tx, client, {}, general.findings);
    std::vector<finding> of_visits;
    for (const appointment& visit : coming_appointments(tx, client)) {
        const evaluation planned = evaluate(shipped_rules(), subject_of(tx, client, facts, visit));
        for (finding& f : findings_of(tx, client, visit, planned.findings)) of_visits.push_back(std::move(f));
    }
    const auto by_visit = made_by_plans(of_client, of_visits);
    for (const finding& f : of_visits)
        if (by_visit.contains(f.entry)) out.push_back(alert_of(client, f));
    for (const finding& f : of_client)
        if (!by_visit.contains(f.entry)) out.push_back(alert_of(client, f));
    if (!general.not_understood.empty())
        out.push_back(open_question(client, "not-understood", "Not understood: " + joined(general.not_understood, "; "),
                                    "The check knows nothing about this. Read it and ask."));
    if (general.answered && !general.not_asked.empty())
        out.push_back(
            open_question(client, "not-asked", "Not asked yet: " + joined(general.not_asked, "; "), "Ask before the session."));
}

std::map<row_id, std::vector<client_alert>> alerts_now(read_tx& tx, const std::vector<row_id>& clients) {
    std::map<row_id, std::vector<health_fact>> facts;
    for (health_fact& f : facts_of(tx, clients)) facts[f.client].push_back(std::move(f));
    std::map<row_id, std::vector<client_alert>> made;
    for (const row_id& client : clients) add_alerts(tx, client, facts[client], made[client]);
    return made;
}

guard_reason reason(std::string code, std::string detail, bool overridable) {
    return {std::move(code), std::move(detail), overridable, {}};
}

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
    return n == 1 ? "One " + std::string(one) : std::to_string(n) + " " + std::string(many);
}

struct tally {
    std::size_t refers = 0, unanswered = 0, stopped = 0, conflicts = 0;
};

tally count(const std::vector<finding>& findings) {
    tally n;
    for (const finding& f : findings) {
        const bool held_back = f.answer && (f.answer->answer == therapist_answer::do_not_treat ||
                                            f.answer->answer == therapist_answer::needs_letter);
        if (f.tier == alert_tier::refer)
            ++n.refers;
        else if (f.tier == alert_tier::clearance && !f.answer)
            ++n.unanswered;
        else if (held_back)
            ++n.stopped;
        else if (!f.conflicts.empty() && !f.answer)
            ++n.conflicts;
    }
    return n;
}

}

std::vector<client_alert> alerts(read_tx& tx, std::span<const row_id> clients) {
    static kept_alerts made_before(4096);
    std::vector<client_alert> out;
    std::vector<row_id> unknown;
    // What a write has changed may be taken back: nothing made from it is kept.
    const auto grounds = tx.sees_only_committed() ? grounds_of_alerts(tx, clients) : std::map<row_id, std::string>();
    for (const row_id& client : clients) {
        const auto known = grounds.find(client);
        auto found = known == grounds.end() ? std::nullopt : made_before.find(client, known->second);
        if (found)
            std::move(found->begin(), found->end(), std::back_inserter(out));
        else
            unknown.push_back(client);
    }
    for (auto& [client, made] : alerts_now(tx, unknown)) {
        if (const auto known = grounds.find(client); known != grounds.end()) made_before.keep(client, known->second, made);
        std::move(made.begin(), made.end(), std::back_inserter(out));
    }
    return out;
}

std::vector<guard_reason> visit_reasons_of(read_tx& tx, const appointment& visit) {
    const tally n = count(findings_of(tx, visit.client, visit, check_of(tx, visit).findings));
    std::vector<guard_reason> reasons;
    if (n.refers)
        reasons.push_back(reason("refer_finding", counted(n.refers, "finding says", "findings say") + " not to treat.", false));
    if (n.unanswered)
        reasons.push_back(reason("unanswered_finding",
                                 counted(n.unanswered, "stop has", "stops have") + " no answer from a therapist yet.", true));
    if (n.stopped)
        reasons.push_back(reason("answered_stop",
                                 counted(n.stopped, "finding was", "findings were") +
                                     " answered with \"do not treat\" or \"needs a doctor's letter\".",
                                 true));
    if (n.conflicts)
        reasons.push_back(reason(
            "plan_conflict", counted(n.conflicts, "part", "parts") + " of the plan must change, or a therapist says how.", true));
    return reasons;
}

std::vector<guard_reason> note_reasons_of(read_tx& tx, const row_id&, const appointment& visit) {
    std::size_t open = 0;
    for (const finding& f : findings_of(tx, visit.client, visit, check_of(tx, visit).findings))
        if (f.tier <= alert_tier::clearance && !f.answer) ++open;
    if (!open) return {};
    return {reason("unanswered_finding", counted(open, "stop has", "stops have") + " no answer from a therapist yet.", true)};
}

}
