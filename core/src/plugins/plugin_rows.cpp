#include "core/src/plugins/plugin_rows.hpp"

#include "core/src/identity/permissions.hpp"

#include <algorithm>

namespace lumbar::plugins {

namespace {

void remember_granted(write_tx& tx, const std::string& plugin, const std::vector<std::string>& names) {
    if (tx.execute(R"(
            UPDATE plugin_settings
            SET value = :names, version = version + 1
            WHERE plugin = :plugin AND name = 'granted_permissions')",
            names, plugin) == 0)
        tx.execute(
            "INSERT INTO plugin_settings (plugin, name, value, version) VALUES (:plugin, 'granted_permissions', :names, 1)",
            plugin, names);
}

}

std::vector<std::string> granted_before(read_tx& tx, const std::string& plugin) {
    auto stored = tx.value<std::string>(
        "SELECT value FROM plugin_settings WHERE plugin = :plugin AND name = 'granted_permissions'", plugin);
    std::vector<std::string> names;
    if (stored) read_json(*stored, names);
    return names;
}

std::vector<plugin_row> plugin_rows(read_tx& tx) {
    return tx.rows<plugin_row>("SELECT id, version, state, reason FROM plugins ORDER BY id");
}

std::int64_t plugin_generation(read_tx& tx) {
    return tx.value<std::int64_t>("SELECT COALESCE(MAX(generation), 0) FROM plugins").value_or(0);
}

std::int64_t set_plugin_row(write_tx& tx, const plugin_row& row) {
    const std::int64_t generation = plugin_generation(tx) + 1;
    const auto& who = tx.actor();
    const std::string by(who.id.empty() ? who.name : who.id.str());
    if (tx.execute(R"(
            UPDATE plugins
            SET version = :version, state = :state, reason = :reason, changed_at = :now, changed_by = :by, generation = :generation
            WHERE id = :id)",
                   row.version, row.state, row.reason, tx.now(), by, generation, row.id) == 0)
        tx.execute(R"(
            INSERT INTO plugins (id, version, state, reason, changed_at, changed_by, generation)
            VALUES (:id, :version, :state, :reason, :now, :by, :generation))",
            row.id, row.version, row.state, row.reason, tx.now(), by, generation);
    return generation;
}

void grant_new_permissions(write_tx& tx, const manifest& of) {
    std::vector<std::string> before = granted_before(tx, of.id);
    std::vector<std::string> all = before;
    for (const declared_permission& p : listed(of.permissions)) {
        if (std::find(before.begin(), before.end(), p.name) != before.end()) continue;
        identity::grant_suggested(tx, p.name, p.roles);
        all.push_back(p.name);
    }
    if (all.size() != before.size()) remember_granted(tx, of.id, all);
}

}
