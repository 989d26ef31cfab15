#include "core/src/clinic/appointments.hpp"
#include "core/src/clinic/board.hpp"
#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/kept_boards.hpp"
#include "core/src/clinic/openings.hpp"
#include "core/src/clinic/routes.hpp"

#include <lumbar/calendar.hpp>

namespace lumbar::practice {

struct booking_body {
    row_id client;
    row_id service;
    std::optional<row_id> practitioner;
    std::optional<row_id> room;
    utc_ms starts_at;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(booking_body, (), (client, service, practitioner, room, starts_at, note))

struct move_body {
    utc_ms starts_at;
    std::optional<row_id> practitioner;
    std::optional<row_id> room;
};
BOOST_DESCRIBE_STRUCT(move_body, (), (starts_at, practitioner, room))

struct start_body {
    std::optional<std::string> override_reason;
};
BOOST_DESCRIBE_STRUCT(start_body, (), (override_reason))

struct cancel_body {
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(cancel_body, (), (reason))

// A visit that was booked or moved, and what to look at: a time outside working hours.
struct changed_visit {
    row_id id;
    row_id client;
    row_id practitioner;
    row_id room;
    row_id service;
    utc_ms starts_at;
    utc_ms ends_at;
    appointment_status status = appointment_status::booked;
    std::string note;
    std::optional<utc_ms> arrived_at;
    std::optional<utc_ms> started_at;
    std::optional<utc_ms> finished_at;
    std::string screening;
    utc_ms created_at;
    std::optional<std::string> warning;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(changed_visit, (),
                      (id, client, practitioner, room, service, starts_at, ends_at, status, note, arrived_at, started_at,
                       finished_at, screening, created_at, warning, version))

void check(const booking_body& body, problems& list) { some_lines(list, "/note", body.note); }
void check(const start_body& body, problems& list) { some_lines(list, "/override_reason", body.override_reason); }
void check(const cancel_body& body, problems& list) { some_lines(list, "/reason", body.reason); }

namespace {

changed_visit answer_of(const visit_outcome& out) {
    const auto& visit = *out.visit;
    return {visit.id,         visit.client,     visit.practitioner,
            visit.room,       visit.service,    visit.starts_at,
            visit.ends_at,    visit.status,     visit.note,
            visit.arrived_at, visit.started_at, visit.finished_at,
            visit.screening,  visit.created_at, out.warning.empty() ? std::nullopt : std::optional(out.warning),
            visit.version};
}

response refused(const visit_outcome& out) {
    if (out.why == refusal::appointment_not_found) return not_found("appointment");
    if (out.why == refusal::invalid_fields) return invalid({{out.field, out.detail}});
    auto answer = conflict(bind(out.why).text, out.detail);
    if (out.why == refusal::visit_blocked) {
        // The reasons are one more member of the problem.
        answer.body.pop_back();
        answer.body += ",\"reasons\":";
        append_json(answer.body, out.reasons);
        answer.body += '}';
    }
    return answer;
}

response answered(const visit_outcome& out) { return out.visit ? ok(answer_of(out)) : refused(out); }

// The visit of the path, as it is; an If-Match that is not its version is answered at once.
template <class Change>
response change_visit(const request& req, write_tx& tx, Change change) {
    const auto visit = appointment_of(tx, req.id("appointment"));
    if (!visit) return not_found("appointment");
    tx.about(visit->client, visit->id);
    if (req.if_match() && *req.if_match() != visit->version) return changed_meanwhile(*visit);
    return answered(change(*visit));
}

response step(const request& req, write_tx& tx, visit_step which, const step_words& words = {}) {
    return change_visit(req, tx, [&](const appointment& visit) { return take_step(tx, visit, which, words); });
}

response show_board(const request& req, read_tx& tx) {
    calendar_date date;
    if (const auto asked = req.query("date"); asked && !calendar_date::parse(*asked, date))
        return invalid({{"/date", "This is no day. It looks like 2026-11-23."}});
    return board_answer(tx, date);
}

response show_visit(const request& req, read_tx& tx) {
    const auto visit = details_of(tx, req.id("appointment"));
    if (!visit) return not_found("appointment");
    tx.about(visit->client, visit->id);
    return ok(*visit);
}

response add_visit(const request&, const booking_body& body, write_tx& tx) {
    const auto out = book(tx, {body.client, body.service, body.practitioner.value_or(row_id{}), body.room.value_or(row_id{}),
                               body.starts_at, body.note.value_or("")});
    return out.visit ? created(answer_of(out)) : refused(out);
}

response move_to(const request& req, const move_body& body, write_tx& tx) {
    return change_visit(req, tx, [&](const appointment& visit) {
        return move_visit(tx, visit, {body.starts_at, body.practitioner.value_or(row_id{}), body.room.value_or(row_id{})});
    });
}

response confirm(const request& req, write_tx& tx) { return step(req, tx, visit_step::confirm); }
response check_in(const request& req, write_tx& tx) { return step(req, tx, visit_step::check_in); }
response finish(const request& req, write_tx& tx) { return step(req, tx, visit_step::finish); }
response miss(const request& req, write_tx& tx) { return step(req, tx, visit_step::no_show); }
response reopen(const request& req, write_tx& tx) { return step(req, tx, visit_step::reopen); }

response start(const request& req, const start_body& body, write_tx& tx) {
    return change_visit(req, tx,
                        [&](const appointment& visit) { return start_visit(tx, visit, body.override_reason.value_or("")); });
}

response cancel(const request& req, const cancel_body& body, write_tx& tx) {
    return step(req, tx, visit_step::cancel, {body.reason.value_or(""), {}, {}});
}

response list_openings(const request& req, read_tx& tx) {
    const auto id_of = [&](std::string_view name) { return row_id::parse(req.query(name).value_or("")); };
    const auto what = service_of(tx, id_of("service"));
    calendar_date day;
    std::vector<field_problem> wrong;
    if (!what) wrong.push_back({"/service", "There is no such service."});
    if (!calendar_date::parse(req.query("date").value_or(""), day))
        wrong.push_back({"/date", "This is no day. It looks like 2026-11-23."});
    if (!wrong.empty()) return invalid(wrong);
    return ok(openings_on(tx, day, *what, id_of("practitioner"), id_of("client"), id_of("appointment")));
}

}

std::vector<route> visit_routes() {
    constexpr auto edit = may("appointments.edit");
    // Who is where is kept by the constraint on claims: many desks book at once without running again for a neighbouring row.
    return {
        {verb::get, "/board", may("appointments.read"), show_board},
        {verb::get, "/openings", may("appointments.read"), list_openings},
        route{verb::post, "/appointments", edit, add_visit, audits("appointment.book")}.kept_by_constraints(),
        {verb::get, "/appointments/{appointment}", may("appointments.read"), show_visit, audits("appointment.read")},
        route{verb::post, "/appointments/{appointment}/move", edit, move_to, audits("appointment.move")}.kept_by_constraints(),
        {verb::post, "/appointments/{appointment}/confirm", edit, confirm, audits("appointment.confirm")},
        {verb::post, "/appointments/{appointment}/check-in", edit, check_in, audits("appointment.check_in")},
        {verb::post, "/appointments/{appointment}/start", may("visits.start"), start, audits("appointment.start")},
        {verb::post, "/appointments/{appointment}/finish", may("visits.start"), finish, audits("appointment.finish")},
        route{verb::post, "/appointments/{appointment}/cancel", edit, cancel, audits("appointment.cancel")}.kept_by_constraints(),
        {verb::post, "/appointments/{appointment}/no-show", edit, miss, audits("appointment.no_show")},
        route{verb::post, "/appointments/{appointment}/reopen", edit, reopen, audits("appointment.reopen")}.kept_by_constraints(),
    };
}

}
