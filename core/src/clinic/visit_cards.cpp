#include "core/src/clinic/visit_cards.hpp"

#include "core/src/clinic/clients.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace lumbar::practice {

struct named {
    row_id id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(named, (), (id, name))

struct names_of_visit {
    std::string practitioner;
    std::string room;
    std::string service;
};
BOOST_DESCRIBE_STRUCT(names_of_visit, (), (practitioner, room, service))

namespace {

appointment visit_in(const visit_row& row) {
    return {row.id,   row.client,     row.practitioner, row.room,        row.service,   row.starts_at,  row.ends_at, row.status,
            row.note, row.arrived_at, row.started_at,   row.finished_at, row.screening, row.created_at, row.version};
}

std::string name_in(const std::map<row_id, std::string>& names, const row_id& id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string() : found->second;
}

visit_card card_in(const visit_row& row, const shown_names& names) {
    visit_card card;
    card.id = row.id;
    card.client = row.client;
    card.client_name = shown_name(row.given_name, row.family_name, row.preferred_name);
    card.client_number = row.client_number;
    card.phone = row.phone;
    card.practitioner = row.practitioner;
    card.practitioner_name = name_in(names.practitioners, row.practitioner);
    card.room = row.room;
    card.room_name = name_in(names.rooms, row.room);
    card.service = row.service;
    card.service_name = name_in(names.services, row.service);
    card.starts_at = row.starts_at;
    card.ends_at = row.ends_at;
    card.status = row.status;
    card.note = row.note;
    card.new_client = row.new_client;
    card.version = row.version;
    return card;
}

void count(alert_counts& counts, const client_alert& alert) {
    switch (alert.tier) {
    case alert_tier::refer:
    case alert_tier::clearance:
        ++counts.stop;
        break;
    case alert_tier::local:
    case alert_tier::modify:
        ++counts.caution;
        break;
    case alert_tier::note:
        ++counts.note;
        break;
    }
    if (alert.finding && alert.answer.empty()) ++counts.unanswered;
}

}

std::vector<visit_row> visit_rows_between(read_tx& tx, utc_ms from, utc_ms to) {
    auto rows = tx.rows<visit_row>(R"(
        SELECT a.id, a.client, c.given_name, c.family_name, c.preferred_name, c.number AS client_number, c.phone, a.practitioner,
            a.room, a.service, a.starts_at, a.ends_at, a.status, a.note, a.arrived_at, a.started_at, a.finished_at, a.screening,
            a.created_at, a.version,
            CASE WHEN EXISTS (SELECT 1 FROM appointments e
                WHERE e.client = a.client AND e.starts_at < a.starts_at AND e.status = 'done') THEN 0 ELSE 1 END AS new_client
        FROM appointments a
        JOIN clients c ON c.id = a.client
        WHERE a.starts_at >= :from AND a.starts_at < :to AND a.status <> 'cancelled'
        ORDER BY a.starts_at)",
                                   from, to);
    // The index has them by start; sorting by id as well costs a copy of every row inside the database.
    std::ranges::sort(rows, {}, [](const visit_row& row) { return std::tie(row.starts_at, row.id); });
    return rows;
}

std::optional<visit_row> visit_row_of(read_tx& tx, const row_id& appointment) {
    return tx.row<visit_row>(R"(
        SELECT a.id, a.client, c.given_name, c.family_name, c.preferred_name, c.number AS client_number, c.phone, a.practitioner,
            a.room, a.service, a.starts_at, a.ends_at, a.status, a.note, a.arrived_at, a.started_at, a.finished_at, a.screening,
            a.created_at, a.version,
            CASE WHEN EXISTS (SELECT 1 FROM appointments e
                WHERE e.client = a.client AND e.starts_at < a.starts_at AND e.status = 'done') THEN 0 ELSE 1 END AS new_client
        FROM appointments a
        JOIN clients c ON c.id = a.client
        WHERE a.id = :id)",
                             appointment);
}

std::map<row_id, std::string> service_names(read_tx& tx) {
    std::map<row_id, std::string> names;
    for (auto& one : tx.rows<named>("SELECT id, name FROM services")) names.emplace(one.id, std::move(one.name));
    return names;
}

shown_names names_for(read_tx& tx, const visit_row& row) {
    const auto found = tx.row<names_of_visit>(R"(
        SELECT p.name AS practitioner, r.name AS room, s.name AS service
        FROM practitioners p, rooms r, services s
        WHERE p.id = :practitioner AND r.id = :room AND s.id = :service)",
                                              row.practitioner, row.room, row.service);
    if (!found) return {};
    return {{{row.practitioner, found->practitioner}}, {{row.room, found->room}}, {{row.service, found->service}}};
}

made_cards cards_of(read_tx& tx, const std::vector<visit_row>& rows, const shown_names& names) {
    made_cards made;
    if (rows.empty()) return made;
    std::vector<appointment> visits;
    std::set<row_id> clients;
    std::multimap<row_id, std::size_t> of_client;
    std::map<row_id, std::size_t> of_visit;
    for (const auto& row : rows) {
        of_client.emplace(row.client, made.cards.size());
        of_visit.emplace(row.id, made.cards.size());
        clients.insert(row.client);
        visits.push_back(visit_in(row));
        made.cards.push_back(card_in(row, names));
    }

    const std::vector<row_id> asked(clients.begin(), clients.end());
    auto gathered = alerts_of(tx, asked);
    for (const auto& alert : gathered.alerts) {
        const auto [first, last] = of_client.equal_range(alert.client);
        for (auto card = first; card != last; ++card)
            if (!alert.appointment || alert.appointment == made.cards[card->second].id)
                count(made.cards[card->second].alerts, alert);
    }
    made.states = screening_of(tx, visits);
    made.states.resize(visits.size());
    for (std::size_t i = 0; i < made.cards.size(); ++i) {
        made.cards[i].screened = made.states[i].screened;
        made.cards[i].screening_reason = made.states[i].reason;
    }
    auto marks = badges_of(tx, visits);
    for (auto& mark : marks.badges)
        if (const auto card = of_visit.find(mark.appointment); card != of_visit.end())
            made.cards[card->second].badges.push_back(std::move(mark));

    std::set<std::string> failed(gathered.failed.begin(), gathered.failed.end());
    failed.insert(marks.failed.begin(), marks.failed.end());
    made.failed.assign(failed.begin(), failed.end());
    made.alerts = std::move(gathered.alerts);
    return made;
}

}
