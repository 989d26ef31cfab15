#include "core/src/plugins/purge.hpp"

#include "core/src/audit/audit.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/log.hpp"
#include "core/src/plugins/host_parts.hpp"
#include "core/src/plugins/purge_parts.hpp"
#include "db/src/schema_objects.hpp"

#include <filesystem>

namespace lumbar::plugins {

namespace {

// Thrown inside the transaction to undo it.
struct not_now {
    std::string reason;
};

// "2 rows of hot_stones_entries, 1 row of …"
std::string counts_in_words(const std::vector<purge_table>& tables) {
    std::string words;
    for (const auto& table : tables)
        words +=
            (words.empty() ? "" : ", ") + std::to_string(table.rows) + (table.rows == 1 ? " row of " : " rows of ") + table.name;
    return words;
}

std::vector<std::string> names_of(const std::vector<purge_table>& tables) {
    std::vector<std::string> names;
    for (const auto& table : tables) names.push_back(table.name);
    return names;
}

// What core keeps about a plugin: afterwards switching it on starts anew.
void delete_core_rows(write_tx& tx, const manifest& of, const std::vector<std::string>& permissions) {
    for (const std::string& name : permissions) tx.execute("DELETE FROM role_permissions WHERE permission = :name", name);
    const std::string subscribers = of.id + "/", purposes = of.id + ".";
    tx.execute("DELETE FROM outbox_cursors WHERE substr(subscriber, 1, CAST(:length AS INTEGER)) = :start", subscribers.size(),
               subscribers);
    tx.execute("DELETE FROM parked_events WHERE substr(subscriber, 1, CAST(:length AS INTEGER)) = :start", subscribers.size(),
               subscribers);
    tx.execute(R"(
        UPDATE client_links
        SET revoked_at = :now
        WHERE substr(purpose, 1, CAST(:length AS INTEGER)) = :start AND revoked_at IS NULL)",
               tx.now(), purposes.size(), purposes);
    tx.execute("DELETE FROM plugin_settings WHERE plugin = :plugin", of.id);
}

}

std::optional<purge_preview> host::preview_purge(std::string_view id) const {
    const auto plugin = parts_->known(id);
    if (!plugin) return {};
    return parts_->around.db.read(parts_->as({}), [&](read_tx& tx) { return parts_->preview(*plugin, tx); });
}

switching host::purge(std::string_view id, const asker& by) {
    std::lock_guard one_at_a_time(parts_->switching_mutex);
    known_plugin* plugin = parts_->find(id);
    if (!plugin) return {switching::result::no_such_plugin, {}};
    const std::string version = plugin->agreed.version;
    std::int64_t now = 0;
    try {
        data::change_schema(parts_->around.db, parts_->as(by.who), [&](write_tx& tx) {
            now = 0;
            const auto seen = parts_->preview(*plugin, tx);
            if (!seen.refusals.empty()) throw not_now{seen.refusals.front()};
            const auto objects = own_objects(tx, plugin->agreed, everybody(tx, parts_->known(), parts_->options.core));
            if (objects.empty() && !stores_anything(tx, plugin->agreed.id)) return;
            delete_core_rows(tx, plugin->agreed, permissions_of(tx, plugin->agreed));
            now = set_plugin_row(tx, {plugin->agreed.id, version, "disabled", {}});
            audit::record(
                tx, {"plugin.purge", {}, plugin->agreed.id, "done", names_of(seen.tables), counts_in_words(seen.tables), by.request});
            data::drop_objects(tx, objects);
            data::forget_migrations(tx, plugin->agreed.id);
        });
    } catch (const not_now& refusal) {
        return {switching::result::refused, refusal.reason};
    } catch (const database_error& error) {
        if (error.fault() != database_fault::refused && error.fault() != database_fault::other) throw;
        return {switching::result::refused,
                "The database does not let it go: something else needs what it has made. Nothing was changed."};
    }
    if (now == 0) return {};
    parts_->took_step(now);
    identity::forget_sessions();
    if (plugin->code)
        parts_->set_state(*plugin, plugin_state::disabled);
    else if (!std::filesystem::exists(std::filesystem::path(parts_->options.folder) / plugin->agreed.id))
        parts_->set_state(*plugin, plugin->state,
                          "Its files are not in the plugin folder any more, and what it had stored is deleted.");
    parts_->publish();
    parts_->tell(parts_->generation);
    log(log_level::info, "what a plugin had stored is deleted", {{"plugin", log_word{plugin->agreed.id}}});
    return {};
}

switching host::export_stored(std::string_view id, const std::function<void(std::string_view line)>& take) const {
    const auto plugin = parts_->known(id);
    if (!plugin) return {switching::result::no_such_plugin, {}};
    if (std::lock_guard lock(parts_->mutex); !is_off(plugin->state))
        return {switching::result::refused,
                plugin->agreed.name + " is on: what it stores could change on the way. Turn it off first."};
    parts_->around.db.read(parts_->as({}), [&](read_tx& tx) {
        const auto tables = own_tables(tx, plugin->agreed, everybody(tx, parts_->known(), parts_->options.core));
        export_head head{plugin->agreed.id, plugin->agreed.version, tx.now(), {}};
        for (const auto& table : tables) head.tables.push_back({table.name, data::count_rows(tx, table)});
        std::string line;
        append_json(line, head);
        take(line);
        for (const auto& table : tables) {
            std::string start = "{\"table\":";
            append_json_text(start, table.name);
            start += ",\"row\":";
            data::each_row(tx, table, [&](std::string_view row) { take(line.assign(start).append(row).append("}")); });
        }
        take(R"({"end":true})");
    });
    return {};
}

}
