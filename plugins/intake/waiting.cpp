#include "waiting.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>

#include <algorithm>
#include <iterator>
#include <map>

namespace intake {

namespace {

using namespace std::chrono_literals;
constexpr auto form_lasts = 365 * 24h;

struct known_response {
    row_id id;
    row_id client;
    response_status status = response_status::requested;
    std::optional<utc_ms> signed_at;
};
BOOST_DESCRIBE_STRUCT(known_response, (), (id, client, status, signed_at))

struct form_state {
    std::optional<known_response> open;
    std::optional<utc_ms> signed_at;   // of the newest that was sent
};

// Ids side by side, 36 characters and a comma each: what both databases can take apart by counting.
std::string side_by_side(std::span<const appointment> visits) {
    std::string list;
    for (const appointment& visit : visits) list += (list.empty() ? "" : ",") + visit.client;
    return list;
}

// One query for a whole board.
std::map<row_id, form_state> states_of(read_tx& tx, std::span<const appointment> visits) {
    const std::string clients = side_by_side(visits);
    auto known = tx.rows<known_response>(R"(
        WITH RECURSIVE given(list) AS (SELECT CAST(:clients AS TEXT)),
        asked(place, client) AS (
            SELECT 0, SUBSTR(list, 1, 36) FROM given
            UNION ALL
            SELECT place + 1, SUBSTR(list, (place + 1) * 37 + 1, 36) FROM asked, given WHERE (place + 1) * 37 < LENGTH(list))
        SELECT id, client, status, signed_at
        FROM intake_responses
        WHERE client IN (SELECT client FROM asked) AND status <> 'withdrawn'
        ORDER BY id)",
        clients);
    std::map<row_id, form_state> states;
    for (known_response& r : known) {
        form_state& state = states[r.client];
        if (r.status != response_status::submitted) state.open = r;
        else if (!state.signed_at || *state.signed_at < *r.signed_at) state.signed_at = r.signed_at;
    }
    return states;
}

bool is_ahead(const appointment& visit) {
    return visit.status == appointment_status::booked || visit.status == appointment_status::confirmed ||
           visit.status == appointment_status::arrived;
}

// Empty: the visit wants no form.
std::string_view reason_of(const form_state& state, const appointment& visit) {
    if (state.open) return state.open->status == response_status::in_progress ? "Started, not sent" : "Not filled in";
    if (!state.signed_at) return "Not filled in";
    return visit.starts_at - *state.signed_at > form_lasts ? "Older than 12 months" : std::string_view();
}

template <class F>
void each_waiting(read_tx& tx, std::span<const appointment> visits, F found) {
    std::vector<appointment> ahead;
    std::ranges::copy_if(visits, std::back_inserter(ahead), is_ahead);
    if (ahead.empty()) return;
    auto states = states_of(tx, ahead);
    for (const appointment& visit : ahead) {
        const form_state& state = states[visit.client];
        std::string_view reason = reason_of(state, visit);
        if (!reason.empty()) found(visit, state, reason);
    }
}

}

std::vector<waiting_visit> waiting_on(read_tx& tx, const calendar_date& day) {
    std::string zone = clinic_of(tx).zone;
    auto visits = visits_between(tx, moment_of(day, 0, zone), moment_of(day, 24 * 60, zone));
    std::vector<waiting_visit> waiting;
    each_waiting(tx, visits, [&](const appointment& visit, const form_state& state, std::string_view reason) {
        auto who = client_of(tx, visit.client);
        waiting_visit line{visit.id, visit.client, who ? display_name(*who) : "", visit.starts_at, {}, {}, std::string(reason)};
        if (state.open) {
            line.response = state.open->id;
            line.status = state.open->status;
        }
        waiting.push_back(std::move(line));
    });
    return waiting;
}

std::vector<board_badge_mark> missing_form_badges(read_tx& tx, std::span<const appointment> visits) {
    std::vector<board_badge_mark> marks;
    each_waiting(tx, visits, [&](const appointment& visit, const form_state& state, std::string_view) {
        bool old = !state.open && state.signed_at;
        marks.push_back(
            {visit.id, "file-text", old ? "Intake form is older than 12 months" : "Intake form not filled in", "warn"});
    });
    return marks;
}

void ask_at_first_visit(const appointment_booked& happened, write_tx& tx) {
    auto known = tx.value<std::int64_t>(R"(
        SELECT COUNT(*)
        FROM intake_responses
        WHERE client = :client AND status <> 'withdrawn')",
        happened.client);
    if (known.value_or(0) == 0) ask_for_form(tx, happened.client, happened.appointment);
}

}
