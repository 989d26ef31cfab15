#include "core/src/clinic/visit_cards.hpp"

#include "core/src/clinic/clients.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lumbar::practice {
namespace {

appointment visit_in(const visit_row& row) {
    return {row.id,   row.client,     row.practitioner, row.room,        row.service,   row.starts_at,  row.ends_at, row.status,
            row.note, row.arrived_at, row.started_at,   row.finished_at, row.screening, row.created_at, row.version};
}

visit_card card_in(const visit_row& row) {
    visit_card card;
    card.id = row.id;
    card.client = row.client;
    card.client_name = shown_name(row.given_name, row.family_name, row.preferred_name);
    card.client_number = row.client_number;
    card.phone = row.phone;
    card.practitioner = row.practitioner;
    card.practitioner_name = row.practitioner_name;
    card.room = row.room;
    card.room_name = row.room_name;
    card.service = row.service;
    card.service_name = row.service_name;
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
    return tx.rows<visit_row>(R"(
        SELECT a.id, a.client, c.given_name, c.family_name, c.preferred_name, c.number AS client_number, c.phone, a.practitioner,
            p.name AS practitioner_name, a.room, r.name AS room_name, a.service, s.name AS service_name, a.starts_at, a.ends_at,
            a.status, a.note, a.arrived_at, a.started_at, a.finished_at, a.screening, a.created_at, a.version,
            CASE WHEN EXISTS (SELECT 1 FROM appointments e
                WHERE e.client = a.client AND e.starts_at < a.starts_at AND e.status = 'done') THEN 0 ELSE 1 END AS new_client
        FROM appointments a
        JOIN clients c ON c.id = a.client
        JOIN practitioners p ON p.id = a.practitioner
        JOIN rooms r ON r.id = a.room
        JOIN services s ON s.id = a.service
        WHERE a.starts_at >= :from AND a.starts_at < :to AND a.status <> 'cancelled'
        ORDER BY a.starts_at, a.id)",
                              from, to);
}

std::optional<visit_row> visit_row_of(read_tx& tx, const row_id& appointment) {
    return tx.row<visit_row>(R"(
        SELECT a.id, a.client, c.given_name, c.family_name, c.preferred_name, c.number AS client_number, c.phone, a.practitioner,
            p.name AS practitioner_name, a.room, r.name AS room_name, a.service, s.name AS service_name, a.starts_at, a.ends_at,
            a.status, a.note, a.arrived_at, a.started_at, a.finished_at, a.screening, a.created_at, a.version,
            CASE WHEN EXISTS (SELECT 1 FROM appointments e
                WHERE e.client = a.client AND e.starts_at < a.starts_at AND e.status = 'done') THEN 0 ELSE 1 END AS new_client
        FROM appointments a
        JOIN clients c ON c.id = a.client
        JOIN practitioners p ON p.id = a.practitioner
        JOIN rooms r ON r.id = a.room
        JOIN services s ON s.id = a.service
        WHERE a.id = :id)",
                             appointment);
}

made_cards cards_of(read_tx& tx, const std::vector<visit_row>& rows) {
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
        made.cards.push_back(card_in(row));
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
