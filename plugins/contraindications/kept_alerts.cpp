#include "kept_alerts.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace contraindications {

namespace {

// No visit is longer: a bound on the start, by which the index of a client's visits is entered at the coming ones.
constexpr std::chrono::hours longest_visit{8};

// One coming visit of a client; of a client without any, one row without a visit.
struct ground {
    row_id client;
    std::int64_t version = 0;
    std::int64_t facts_version = 0;
    row_id last_answer;
    row_id visit;
    std::int64_t visit_version = 0;
    std::int64_t service_version = 0;
    utc_ms checked_at;
    std::string digest;
};
BOOST_DESCRIBE_STRUCT(ground, (),
                      (client, version, facts_version, last_answer, visit, visit_version, service_version, checked_at, digest))

std::vector<ground> grounds(read_tx& tx, const std::vector<row_id>& clients) {
    if (tx.dialect() == dialect::sqlite)
        return tx.rows<ground>(R"(
            SELECT c.id AS client, c.version, c.facts_version,
                (SELECT MAX(w.id) FROM contraindications_answers w WHERE w.client = c.id) AS last_answer, a.id AS visit,
                COALESCE(a.version, 0) AS visit_version, COALESCE(v.version, 0) AS service_version,
                COALESCE(s.at, 0) AS checked_at, COALESCE(s.digest, '') AS digest
            FROM clients c
            LEFT JOIN appointments a ON a.client = c.id AND a.starts_at > :since AND a.ends_at > :now
                AND a.status IN ('booked', 'confirmed', 'arrived', 'in_session')
            LEFT JOIN services v ON v.id = a.service
            LEFT JOIN contraindications_screenings s ON s.appointment = a.id
            WHERE c.id IN (SELECT value FROM json_each(:clients)))",
                               tx.now() - longest_visit, tx.now(), clients);
    return tx.rows<ground>(R"(
        SELECT c.id AS client, c.version, c.facts_version,
            (SELECT MAX(w.id) FROM contraindications_answers w WHERE w.client = c.id) AS last_answer, a.id AS visit,
            COALESCE(a.version, 0) AS visit_version, COALESCE(v.version, 0) AS service_version,
            COALESCE(s.at, 0) AS checked_at, COALESCE(s.digest, '') AS digest
        FROM clients c
        LEFT JOIN appointments a ON a.client = c.id AND a.starts_at > :since AND a.ends_at > :now
            AND a.status IN ('booked', 'confirmed', 'arrived', 'in_session')
        LEFT JOIN services v ON v.id = a.service
        LEFT JOIN contraindications_screenings s ON s.appointment = a.id
        WHERE c.id IN (SELECT jsonb_array_elements_text(CAST(:clients AS JSONB))))",
                           tx.now() - longest_visit, tx.now(), clients);
}

void add(std::string& to, const ground& g) {
    to += '|';
    to += g.visit.str();
    for (const std::int64_t n : {g.visit_version, g.service_version, g.checked_at.count}) to += ' ' + std::to_string(n);
    to += ' ';
    to += g.digest;
}

}

std::map<row_id, std::string> grounds_of_alerts(read_tx& tx, std::span<const row_id> clients) {
    const clinic here = clinic_of(tx);
    const std::string day = day_of(tx.now(), here.zone).text + ' ' + std::to_string(here.version);
    auto found = grounds(tx, {clients.begin(), clients.end()});
    // Always in the same order; any will do.
    std::ranges::sort(found, {}, [](const ground& g) { return std::tie(g.client, g.visit); });
    std::map<row_id, std::string> all;
    for (const ground& g : found) {
        std::string& text = all[g.client];
        if (text.empty())
            text = day + ' ' + std::to_string(g.version) + ' ' + std::to_string(g.facts_version) + ' ' +
                   std::string(g.last_answer.str());
        add(text, g);
    }
    return all;
}

std::optional<std::vector<client_alert>> kept_alerts::find(const row_id& client, const std::string& grounds) {
    std::lock_guard lock(mutex_);
    auto at = used_lately_.find(client);
    if (at == used_lately_.end()) {
        auto before = used_before_.extract(client);
        if (before.empty()) return {};
        at = used_lately_.insert(std::move(before)).position;
    }
    if (at->second.grounds != grounds) return {};
    return at->second.alerts;
}

void kept_alerts::keep(const row_id& client, const std::string& grounds, const std::vector<client_alert>& alerts) {
    std::lock_guard lock(mutex_);
    if (used_lately_.size() >= room_) used_before_ = std::exchange(used_lately_, {});
    used_lately_.insert_or_assign(client, kept{grounds, alerts});
}

}
