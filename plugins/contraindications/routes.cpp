#include "routes.hpp"

#include "screenings.hpp"
#include "shipped_rules.hpp"
#include "subjects.hpp"

#include <lumbar/clients.hpp>

namespace contraindications {

namespace {

struct checked_client {
    row_id client;
    row_id appointment;
    std::string rules;
    std::vector<health_fact> facts;
    std::vector<finding> findings;
    std::vector<recognised> understood;
    std::vector<std::string> not_understood;
    std::vector<std::string> not_asked;
    std::optional<screening_state> screening; // of the visit, or of the client's next one
};
BOOST_DESCRIBE_STRUCT(checked_client, (),
                      (client, appointment, rules, facts, findings, understood, not_understood, not_asked, screening))

struct new_answer {
    therapist_answer answer = therapist_answer::proceed;
    std::string reason;
    std::optional<calendar_date> until;
};
BOOST_DESCRIBE_STRUCT(new_answer, (), (answer, reason, until))

[[maybe_unused]] void check(const new_answer& given, problems& faults) {
    if (given.answer == therapist_answer::proceed || given.answer == therapist_answer::adapt)
        faults.required("/reason", given.reason);
    faults.at_most("/reason", given.reason, 2000);
}

checked_client view_of(read_tx& tx, const row_id& client, const std::optional<appointment>& visit) {
    checked_client out;
    out.client = client;
    out.rules = shipped_rules().name();
    out.facts = facts_of(tx, client);
    evaluation found = evaluate(shipped_rules(), subject_of(tx, client, out.facts, visit));
    out.findings = findings_of(tx, client, visit, found.findings);
    out.understood = std::move(found.understood);
    out.not_understood = std::move(found.not_understood);
    if (found.answered) out.not_asked = std::move(found.not_asked);
    std::optional<appointment> at = visit;
    if (!at) {
        auto coming = coming_appointments(tx, client);
        if (!coming.empty()) at = std::move(coming.front());
    }
    if (at) out.screening = screening_states(tx, std::span(&*at, 1)).front();
    if (visit) out.appointment = visit->id;
    tx.about(client, out.appointment);
    return out;
}

response of_client(const request& req, read_tx& tx) {
    if (!client_of(tx, req.id("client"))) return not_found("client");
    return ok(view_of(tx, req.id("client"), {}));
}

response of_appointment(const request& req, read_tx& tx) {
    const auto visit = appointment_of(tx, req.id("appointment"));
    if (!visit) return not_found("appointment");
    return ok(view_of(tx, visit->client, visit));
}

response run_again(const request& req, write_tx& tx) {
    const auto visit = appointment_of(tx, req.id("appointment"));
    if (!visit) return not_found("appointment");
    screen(tx, *visit);
    return ok(view_of(tx, visit->client, visit));
}

response answer(const request& req, const new_answer& given, write_tx& tx) {
    const row_id id = req.id("finding");
    switch (answer_finding(tx, id, given.answer, given.reason, given.until.value_or(calendar_date{}))) {
    case answering::no_such_finding:
        return not_found("finding");
    case answering::not_raised:
        return conflict("finding_is_over", "This finding is no longer raised. Load the page again.");
    case answering::not_for_this_tier:
        return conflict("answer_not_possible", "This finding cannot be answered so. A \"do not treat\" finding stays one.");
    case answering::done:
        break;
    }
    const auto f = finding_of(tx, id);
    const auto visit = appointment_of(tx, f->appointment);
    tx.emit(screening_changed{f->appointment, f->client});
    return ok(view_of(tx, f->client, visit));
}

}

const std::vector<route> routes = {
    {verb::get, "/clients/{client}", may("contraindications.read"), of_client, audits("contraindications.read")},
    {verb::get, "/appointments/{appointment}", may("contraindications.read"), of_appointment, audits("contraindications.read")},
    {verb::post, "/appointments/{appointment}/screening", may("contraindications.read"), run_again,
     audits("contraindications.screen")},
    {verb::post, "/findings/{finding}/answer", may("contraindications.answer"), answer, audits("contraindications.answer")},
};

}
