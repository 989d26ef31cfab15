#include "findings.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>
#include <lumbar/json.hpp>

#include <algorithm>
#include <map>

namespace contraindications {

namespace {

struct finding_key {
    row_id id;
    std::string entry;
};
BOOST_DESCRIBE_STRUCT(finding_key, (), (id, entry))

std::map<std::string, row_id> ids_of(read_tx& tx, const row_id& appointment) {
    std::map<std::string, row_id> ids;
    for (finding_key& k : tx.rows<finding_key>(R"(
             SELECT id, entry
             FROM contraindications_findings
             WHERE appointment = :appointment
             ORDER BY id)",
                                               appointment))
        ids.emplace(std::move(k.entry), std::move(k.id));
    return ids;
}

std::string json_of(const std::vector<std::string>& list) {
    std::string out;
    append_json(out, list);
    return out;
}

std::vector<given_answer> answers_of(read_tx& tx, const row_id& client) {
    return tx.rows<given_answer>(R"(
        SELECT finding, appointment, entry, tier, because, conflicts, answer, reason, until, answered_by_name, at
        FROM contraindications_answers
        WHERE client = :client
        ORDER BY id DESC)",
                                 client);
}

finding from(const outcome& o) {
    finding f;
    f.entry = o.entry;
    f.label = o.label;
    f.tier = o.tier;
    f.urgency = o.urgency;
    f.advice = o.advice;
    f.because = o.because;
    f.provisional = o.provisional;
    f.open = o.open;
    f.conflicts = o.conflicts;
    f.caution = o.caution;
    f.regions = o.regions;
    f.source = o.source;
    f.sources = o.sources;
    f.choices = choices_at(o.tier);
    return f;
}

// Whether an answer speaks of this visit at all.
bool reaches(const given_answer& a, const row_id& appointment, const calendar_date& day) {
    return a.appointment == appointment || (!a.until.empty() && a.until >= day);
}

void add_answers(finding& f, const std::vector<given_answer>& all, const row_id& appointment, const calendar_date& day) {
    const std::string because = json_of(f.because), conflicts = json_of(f.conflicts);
    for (const given_answer& a : all) {
        if (a.entry != f.entry || !reaches(a, appointment, day)) continue;
        answer_view view{a.answer, a.reason, a.until, a.answered_by_name, a.at, true};
        view.holds = a.tier == f.tier && a.because == because && a.conflicts == conflicts && !f.answer && f.earlier.empty();
        if (view.holds)
            f.answer = std::move(view);
        else
            f.earlier.push_back(std::move(view));
    }
}

}

bool stops(const finding& f) { return f.tier <= alert_tier::clearance || !f.conflicts.empty(); }

std::vector<therapist_answer> choices_at(alert_tier tier) {
    using enum therapist_answer;
    if (tier == alert_tier::note) return {};
    if (tier == alert_tier::refer) return {do_not_treat, needs_letter};
    return {proceed, adapt, do_not_treat, needs_letter};
}

std::vector<finding> findings_of(read_tx& tx, const row_id& client, const std::optional<appointment>& visit,
                                 const std::vector<outcome>& outcomes) {
    std::optional<appointment> at = visit;
    if (!at) {
        auto coming = coming_appointments(tx, client);
        if (!coming.empty()) at = std::move(coming.front());
    }
    const row_id appointment_id = at ? at->id : row_id();
    const calendar_date day = day_of(at ? at->starts_at : tx.now(), clinic_of(tx).zone);
    const auto ids = at ? ids_of(tx, at->id) : std::map<std::string, row_id>{};
    const auto answers = answers_of(tx, client);
    std::vector<finding> list;
    for (const outcome& o : outcomes) {
        finding f = from(o);
        if (auto id = ids.find(o.entry); id != ids.end()) f.id = id->second;
        f.appointment = visit ? visit->id : row_id();
        add_answers(f, answers, appointment_id, day);
        list.push_back(std::move(f));
    }
    return list;
}

void store_findings(write_tx& tx, const appointment& visit, const std::vector<outcome>& outcomes,
                    const std::string& rules_version) {
    const auto ids = ids_of(tx, visit.id);
    tx.execute("UPDATE contraindications_findings SET raised = 0 WHERE appointment = :appointment", visit.id);
    for (const outcome& o : outcomes) {
        const std::string because = json_of(o.because), conflicts = json_of(o.conflicts);
        if (auto id = ids.find(o.entry); id != ids.end()) {
            tx.execute(R"(
                UPDATE contraindications_findings
                SET raised = 1, tier = :tier, urgency = :urgency, because = :because, provisional = :provisional,
                    conflicts = :conflicts, rules_version = :rules_version, at = :at
                WHERE id = :id)",
                       o.tier, o.urgency, because, o.provisional, conflicts, rules_version, tx.now(), id->second);
            continue;
        }
        tx.execute(R"(
            INSERT INTO contraindications_findings (id, appointment, client, entry, raised, tier, urgency, because, provisional,
                conflicts, rules_version, at)
            VALUES (:id, :appointment, :client, :entry, 1, :tier, :urgency, :because, :provisional, :conflicts, :rules_version,
                :at))",
                   tx.new_id(), visit.id, visit.client, o.entry, o.tier, o.urgency, because, o.provisional, conflicts,
                   rules_version, tx.now());
    }
}

std::optional<stored_finding> finding_of(read_tx& tx, const row_id& id) {
    return tx.row<stored_finding>(R"(
        SELECT id, appointment, client, entry, raised, tier, because, conflicts
        FROM contraindications_findings
        WHERE id = :id)",
                                  id);
}

answering answer_finding(write_tx& tx, const row_id& id, therapist_answer answer, std::string_view reason,
                         const calendar_date& until) {
    const auto f = finding_of(tx, id);
    if (!f) return answering::no_such_finding;
    if (!f->raised) return answering::not_raised;
    const auto choices = choices_at(f->tier);
    if (std::find(choices.begin(), choices.end(), answer) == choices.end()) return answering::not_for_this_tier;
    tx.execute(R"(
        INSERT INTO contraindications_answers (id, finding, appointment, client, entry, tier, because, conflicts, answer, reason,
            until, answered_by, answered_by_name, at)
        VALUES (:id, :finding, :appointment, :client, :entry, :tier, :because, :conflicts, :answer, :reason, :until,
            :answered_by, :answered_by_name, :at))",
               tx.new_id(), f->id, f->appointment, f->client, f->entry, f->tier, f->because, f->conflicts, answer, reason, until,
               tx.actor().id.str(), tx.actor().name, tx.now());
    tx.about(f->client, f->id);
    tx.changed("answer");
    return answering::done;
}

}
