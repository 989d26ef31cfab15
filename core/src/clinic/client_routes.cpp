#include "core/src/clinic/board.hpp"
#include "core/src/clinic/client_search.hpp"
#include "core/src/clinic/routes.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>
#include <lumbar/health_facts.hpp>
#include <lumbar/measures.hpp>

#include <algorithm>
#include <charconv>
#include <limits>

namespace lumbar::practice {

// What is to be heeded with a client, and whether the check has run for the visit that is on or comes next.
struct client_alert_list {
    std::optional<screening_state> screening; // empty without such a visit
    std::vector<client_alert> alerts;
    std::vector<std::string> failed; // plugins that could not answer
};
BOOST_DESCRIBE_STRUCT(client_alert_list, (), (screening, alerts, failed))

namespace {

response list_clients(const request& req, read_tx& tx) {
    const auto found = find_clients(tx, req.query("q").value_or(""), req.cursor(), req.limit());
    return page(found.lines, found.next);
}

std::optional<response> wrong_birth_date(read_tx& tx, const client_body& body) {
    const auto sentence = impossible_birth_date(body, day_of(tx.now(), clinic_of(tx).zone));
    if (sentence.empty()) return {};
    return invalid({{"/birth_date", sentence}});
}

response add_client(const request&, const client_body& body, write_tx& tx) {
    if (auto wrong = wrong_birth_date(tx, body)) return *std::move(wrong);
    return created(insert_client(tx, body));
}

response match_clients(const request&, const client_body& body, write_tx& tx) { return ok(likely_duplicates(tx, body)); }

response read_client(const request& req, read_tx& tx) {
    const auto who = client_of(tx, req.id("client"));
    return who ? ok(*who) : not_found("client");
}

response save_client(const request& req, const client_body& body, write_tx& tx) {
    const auto id = req.id("client");
    if (auto wrong = wrong_birth_date(tx, body)) return *std::move(wrong);
    return saved(update_client(tx, id, req.if_match().value_or(0), body), "client", [&] { return client_of(tx, id); });
}

response list_alerts(const request& req, read_tx& tx) {
    const auto id = req.id("client");
    if (!client_of(tx, id)) return not_found("client");
    client_alert_list out;
    auto gathered = alerts_of(tx, std::span(&id, 1));
    leave_out_answers(tx.actor(), gathered.alerts);
    out.failed = std::move(gathered.failed);
    const auto coming = coming_appointments(tx, id);
    if (!coming.empty()) {
        const auto states = screening_of(tx, std::span(coming).first(1));
        if (!states.empty()) out.screening = states.front();
    }
    std::ranges::copy_if(gathered.alerts, std::back_inserter(out.alerts), [&](const client_alert& alert) {
        return !alert.appointment || (!coming.empty() && alert.appointment == coming.front().id);
    });
    return ok(out);
}

response list_visits(const request& req, read_tx& tx) {
    const auto id = req.id("client");
    if (!client_of(tx, id)) return not_found("client");
    utc_ms before{std::numeric_limits<std::int64_t>::max()};
    const auto cursor = req.cursor();
    if (!cursor.empty()) std::from_chars(cursor.data(), cursor.data() + cursor.size(), before.count);
    const int limit = req.limit();
    auto visits = visits_of(tx, id, before, limit + 1);
    if (static_cast<int>(visits.size()) <= limit) return page(visits, "");
    visits.pop_back();
    return page(visits, std::to_string(visits.back().starts_at.count));
}

response list_facts(const request& req, read_tx& tx) {
    const auto id = req.id("client");
    if (!client_of(tx, id)) return not_found("client");
    return ok(facts_of(tx, id));
}

response list_measures(const request& req, read_tx& tx) {
    const auto id = req.id("client");
    if (!client_of(tx, id)) return not_found("client");
    return ok(measures_of(tx, id));
}

}

std::vector<route> client_routes() {
    return {
        {verb::get, "/clients", may("clients.read"), list_clients},
        route{verb::post, "/clients", may("clients.edit"), add_client, audits("client.create")}.kept_by_constraints(),
        {verb::post, "/client-matches", may("clients.read"), match_clients, audits("client.match")},
        {verb::get, "/clients/{client}", may("clients.read"), read_client, audits("client.read")},
        {verb::put, "/clients/{client}", may("clients.edit"), save_client, audits("client.update")},
        {verb::get, "/clients/{client}/alerts", may("clients.read"), list_alerts, audits("alerts.read")},
        {verb::get, "/clients/{client}/visits", may("appointments.read"), list_visits},
        {verb::get, "/clients/{client}/facts", may("facts.read"), list_facts, audits("facts.read")},
        {verb::get, "/clients/{client}/measures", may("measures.read"), list_measures, audits("measures.read")},
    };
}

}
