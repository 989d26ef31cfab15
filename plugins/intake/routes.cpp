#include "routes.hpp"

#include "client_routes.hpp"
#include "forms.hpp"
#include "waiting.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/client_links.hpp>
#include <lumbar/clinic.hpp>
#include <lumbar/events.hpp>
#include <lumbar/settings.hpp>

#include <algorithm>

namespace intake {

namespace {

struct intake_settings {
    std::int64_t link_days = 14;
};
BOOST_DESCRIBE_STRUCT(intake_settings, (), (link_days))

struct form_request {
    row_id client;
    std::optional<row_id> appointment;
};
BOOST_DESCRIBE_STRUCT(form_request, (), (client, appointment))

struct form_asked {
    row_id response;
    std::string url;
    utc_ms expires_at;
};
BOOST_DESCRIBE_STRUCT(form_asked, (), (response, url, expires_at))

struct response_line {
    row_id id;
    row_id client;
    row_id appointment;
    std::string form_title;
    std::int64_t form_version = 1;
    response_status status = response_status::requested;
    utc_ms requested_at;
    utc_ms updated_at;
    std::string signed_name;
    std::optional<utc_ms> signed_at;
};
BOOST_DESCRIBE_STRUCT(response_line, (), (id, client, appointment, form_title, form_version, status, requested_at, updated_at,
    signed_name, signed_at))

struct response_view {
    row_id id;
    row_id client;
    std::string client_name;
    row_id appointment;
    std::string form_title;
    std::int64_t form_version = 1;
    response_status status = response_status::requested;
    utc_ms requested_at;
    utc_ms updated_at;
    std::string signed_name;
    std::string guardian_name;
    std::string guardian_signature;
    std::optional<utc_ms> signed_at;
    std::string content_hash;
    bool verified = false;               // what is stored is what was signed
    json_document questionnaire;
    json_document answers;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(response_view, (),
                      (id, client, client_name, appointment, form_title, form_version, status, requested_at, updated_at,
                       signed_name, guardian_name, guardian_signature, signed_at, content_hash, verified, questionnaire, answers,
                       version))

std::vector<form_line> list_forms(const request&, read_tx& tx) { return forms_of(tx); }

response show_form(const request& req, read_tx& tx) {
    auto found = form_of(tx, req.id("form"));
    return found ? ok(*found) : not_found("form");
}

// A link outlives the visit it is for.
std::chrono::milliseconds lifetime_until(const std::optional<appointment>& visit, read_tx& tx) {
    const std::chrono::milliseconds link_lasts = std::chrono::days(settings_of<intake_settings>(tx).link_days);
    return visit ? std::max(link_lasts, visit->ends_at - tx.now()) : link_lasts;
}

response ask(const request& req, const form_request& asked, write_tx& tx) {
    if (!client_of(tx, asked.client)) return not_found("client");
    std::optional<appointment> visit;
    if (asked.appointment) {
        visit = appointment_of(tx, *asked.appointment);
        if (!visit || visit->client != asked.client) return invalid({{"/appointment", "This is not a visit of this client."}});
    }
    auto id = ask_for_form(tx, asked.client, visit ? visit->id : row_id());
    if (!id) return conflict("no_form_published", "No intake form has been published yet.");
    tx.about(asked.client, *id);
    auto link = make_client_link(tx, link_purpose, asked.client, *id, lifetime_until(visit, tx), req.base_url);
    return created(form_asked{*id, link.url, link.expires_at});
}

response list_responses(const request& req, read_tx& tx) {
    row_id client = req.id("client");
    if (!client_of(tx, client)) return not_found("client");
    tx.about(client);
    auto forms = forms_of(tx);
    std::vector<response_line> lines;
    for (const form_response& r : responses_of(tx, client)) {
        auto of = std::find_if(forms.begin(), forms.end(), [&](const form_line& f) { return f.id == r.form; });
        lines.push_back({r.id, r.client, r.appointment, of == forms.end() ? "" : of->title, r.form_version, r.status,
                         r.requested_at, r.updated_at, r.signed_name, r.signed_at});
    }
    return ok(lines);
}

response show_response(const request& req, read_tx& tx) {
    auto r = response_of(tx, req.id("response"));
    if (!r) return not_found("response");
    tx.about(r->client, r->id);
    auto who = client_of(tx, r->client);
    auto stored = form_of(tx, r->form);
    questionnaire form = questions_of(tx, r->form);
    if (r->status != response_status::submitted)
        r->answers.text = write_response(form, open_answers(form, read_response(form, r->answers.text).given), "in-progress");
    return ok(response_view{r->id, r->client, who ? display_name(*who) : "", r->appointment, form.title, r->form_version,
                            r->status, r->requested_at, r->updated_at, r->signed_name, r->guardian_name, r->guardian_signature,
                            r->signed_at, r->content_hash, verified(*r), stored->questionnaire, r->answers, r->version});
}

response withdraw_response(const request& req, write_tx& tx) {
    auto r = response_of(tx, req.id("response"));
    if (!r) return not_found("response");
    tx.about(r->client, r->id);
    switch (withdraw(tx, r->id)) {
    case saving::saved:
        revoke_client_links(tx, link_purpose, r->id);
        tx.emit(board_badge_changed{r->client});
        return no_content();
    case saving::already_submitted: return conflict("form_already_submitted", "The client has sent this form already.");
    case saving::changed_meanwhile:
    case saving::no_such_response: break;
    }
    return not_found("response");
}

response list_waiting(const request& req, read_tx& tx) {
    calendar_date day = day_of(tx.now(), clinic_of(tx).zone);
    if (auto asked = req.query("date"); asked && !calendar_date::parse(*asked, day))
        return invalid({{"/date", "Please give the day as YYYY-MM-DD."}});
    return ok(waiting_on(tx, day));
}

}

const std::vector<route> routes = {
    {verb::get,  "/forms",                          may("intake.send"),        list_forms},
    {verb::get,  "/forms/{form}",                   may("intake.send"),        show_form},
    {verb::get,  "/waiting",                        may("intake.send"),        list_waiting},
    {verb::post, "/requests",                       may("intake.send"),        ask,               audits("intake.request")},
    {verb::get,  "/clients/{client}/responses",     may("intake.read"),        list_responses,    audits("intake.list")},
    {verb::get,  "/responses/{response}",           may("intake.read"),        show_response,     audits("intake.read")},
    {verb::post, "/responses/{response}/withdrawal", may("intake.send"),       withdraw_response, audits("intake.withdraw")},
    {verb::get,  "/mine",                           client_link(link_purpose), show_my_form,      audits("intake.open")},
    {verb::put,  "/mine",                           client_link(link_purpose), save_my_form,      audits("intake.autosave")},
    {verb::post, "/mine/submission",                client_link(link_purpose), submit_my_form,    audits("intake.submit")},
};

}
