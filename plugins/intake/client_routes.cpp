#include "client_routes.hpp"

#include "forms.hpp"

#include <lumbar/client_links.hpp>

namespace intake {

namespace {

std::optional<form_response> reached(const request& req, read_tx& tx) {
    auto found = response_of(tx, req.user().client, req.user().object);
    if (found) tx.about(found->client, found->id);
    return found;
}

my_form my_form_of(read_tx& tx, const form_response& r) {
    my_form mine{{}, {}, r.status, is_minor(tx, r.client), r.version};
    if (r.status == response_status::submitted) return mine;
    if (auto stored = form_of(tx, r.form)) mine.questionnaire = stored->questionnaire;
    mine.response = r.answers;
    return mine;
}

response already_submitted() {
    return conflict("form_already_submitted", "This form has already been sent. Tell the clinic what has changed since.");
}

response refusal(saving outcome, read_tx& tx, const request& req) {
    switch (outcome) {
    case saving::already_submitted: return already_submitted();
    case saving::changed_meanwhile:
        if (auto now = reached(req, tx)) return changed_meanwhile(my_form_of(tx, *now));
        break;
    case saving::saved:
    case saving::no_such_response: break;
    }
    return not_found("form");
}

void require_signatures(const submission& sent, bool minor, problems& faults) {
    constexpr std::size_t longest = 200;
    auto name = [&](std::string_view pointer, const std::string& text) {
        if (faults.required(pointer, text)) faults.at_most(pointer, text, longest);
    };
    name("/signed_name", sent.signed_name);
    if (!minor) return;
    name("/guardian_name", sent.guardian_name.value_or(""));
    name("/guardian_signature", sent.guardian_signature.value_or(""));
}

}

response show_my_form(const request& req, read_tx& tx) {
    auto r = reached(req, tx);
    return r ? ok(my_form_of(tx, *r)) : not_found("form");
}

response save_my_form(const request& req, const draft_answers& draft, write_tx& tx) {
    auto r = reached(req, tx);
    if (!r) return not_found("form");
    if (r->status == response_status::submitted) return already_submitted();
    questionnaire form = questions_of(tx, r->form);
    read_answers read = read_response(form, draft.answers.text);
    if (!read.faults.empty()) return invalid(read.faults);
    std::int64_t base = req.if_match().value_or(0);
    saving outcome = save_answers(tx, *r, form, read.given, base);
    return outcome == saving::saved ? ok(saved_answers{response_status::in_progress, tx.now(), base + 1})
                                    : refusal(outcome, tx, req);
}

response submit_my_form(const request& req, const submission& sent, write_tx& tx) {
    auto r = reached(req, tx);
    if (!r) return not_found("form");
    if (r->status == response_status::submitted) return already_submitted();
    questionnaire form = questions_of(tx, r->form);
    read_answers read = read_response(form, sent.answers.text);
    answers open = open_answers(form, read.given);
    bool minor = is_minor(tx, r->client);
    problems faults;
    for (const field_problem& f : read.faults) faults.add(f.pointer, f.detail);
    for (const field_problem& f : missing_answers(form, open)) faults.add(f.pointer, f.detail);
    require_signatures(sent, minor, faults);
    if (!faults.list().empty()) return invalid(faults.list());

    form_signature by{sent.signed_name, minor ? *sent.guardian_name : "", minor ? *sent.guardian_signature : ""};
    saving outcome = submit(tx, *r, form, open, by);
    if (outcome != saving::saved) return refusal(outcome, tx, req);
    if (!use_client_link(tx))
        return problem(401, "link_expired", "This link has been used or has expired. Ask the clinic for a new one.");
    return ok(submitted_form{r->id, response_status::submitted, tx.now()});
}

}
