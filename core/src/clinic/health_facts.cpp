#include <lumbar/health_facts.hpp>

#include "core/src/clinic/search_keys.hpp"
#include "db/src/context.hpp"

#include <lumbar/events.hpp>

#include <algorithm>

namespace lumbar {
namespace practice {
namespace {

bool says_the_same(const health_fact& a, const health_fact& b) {
    return a.kind == b.kind && a.code == b.code && a.text == b.text && a.status == b.status && a.details == b.details &&
           a.source == b.source;
}

void insert_fact(write_tx& tx, const row_id& client, const health_fact& fact) {
    tx.execute(R"(
        INSERT INTO health_facts (id, client, kind, code, text, status, details, source, recorded_at, recorded_by, ended_at)
        VALUES (:id, :client, :kind, :code, :text, :status, :details, :source, :recorded_at, :recorded_by, NULL))",
               tx.new_id(), client, fact.kind, fact.code, fact.text, fact.status, fact.details, fact.source, tx.now(),
               tx.actor().name);
}

// What is to be kept, each once, with its text as it is stored.
std::vector<health_fact> distinct(const std::vector<health_fact>& given) {
    std::vector<health_fact> facts;
    for (auto fact : given) {
        fact.text = as_stored(fact.text);
        if (std::ranges::none_of(facts, [&](const health_fact& other) { return says_the_same(fact, other); }))
            facts.push_back(std::move(fact));
    }
    return facts;
}

}
}

std::vector<health_fact> facts_of(read_tx& tx, const row_id& client) {
    owner_scope as_core(tx, "core");
    return tx.rows<health_fact>(R"(
        SELECT id, client, kind, code, text, status, details, source, recorded_at, recorded_by
        FROM health_facts
        WHERE client = :client AND ended_at IS NULL
        ORDER BY recorded_at, id)",
                                client);
}

std::vector<health_fact> facts_of(read_tx& tx, std::span<const row_id> clients) {
    if (clients.empty()) return {};
    const std::vector<row_id> ids(clients.begin(), clients.end());
    owner_scope as_core(tx, "core");
    if (tx.dialect() == dialect::sqlite)
        return tx.rows<health_fact>(R"(
            SELECT id, client, kind, code, text, status, details, source, recorded_at, recorded_by
            FROM health_facts
            WHERE client IN (SELECT value FROM json_each(:clients)) AND ended_at IS NULL
            ORDER BY recorded_at, id)",
                                    ids);
    return tx.rows<health_fact>(R"(
        SELECT id, client, kind, code, text, status, details, source, recorded_at, recorded_by
        FROM health_facts
        WHERE client IN (SELECT jsonb_array_elements_text(CAST(:clients AS JSONB))) AND ended_at IS NULL
        ORDER BY recorded_at, id)",
                                ids);
}

std::size_t replace_facts(write_tx& tx, const row_id& client, std::string_view source_prefix,
                          const std::vector<health_fact>& facts) {
    owner_scope as_core(tx, "core");
    const auto wanted = practice::distinct(facts);
    const auto in_force = facts_of(tx, client);
    std::size_t changes = 0;
    for (const auto& old : in_force) {
        if (!std::string_view(old.source).starts_with(source_prefix)) continue;
        if (std::ranges::any_of(wanted, [&](const health_fact& fact) { return practice::says_the_same(old, fact); })) continue;
        tx.execute("UPDATE health_facts SET ended_at = :now WHERE id = :id", tx.now(), old.id);
        ++changes;
    }
    for (const auto& fact : wanted) {
        if (std::ranges::any_of(in_force, [&](const health_fact& old) { return practice::says_the_same(old, fact); })) continue;
        practice::insert_fact(tx, client, fact);
        ++changes;
    }
    if (changes == 0) return 0;
    tx.execute("UPDATE clients SET facts_version = facts_version + 1 WHERE id = :client", client);
    tx.changed("health_facts");
    tx.emit(health_facts_changed{client});
    return changes;
}

}
