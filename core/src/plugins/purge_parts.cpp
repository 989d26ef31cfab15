#include "core/src/plugins/purge_parts.hpp"

#include "core/src/supervisor/vital_signs.hpp"
#include "db/src/context.hpp"

#include <lumbar/points.hpp>

#include <algorithm>
#include <set>

namespace lumbar::plugins {

namespace {

template <class List, class Value>
bool holds(const List& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

std::string title_of(const known_plugin& plugin) { return plugin.agreed.name.empty() ? plugin.agreed.id : plugin.agreed.name; }

bool wants_on(const plugin_row* row) { return row && (row->state == "enabled" || row->state == "enabling"); }

bool answers_for_seals(const known_plugin& plugin) { return plugin.code && plugin.code->answers.contains(sealed_records::point); }

std::string counted(std::int64_t n, const std::string& one, const std::string& many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
}

// How many it has; empty when it cannot say.
std::optional<std::int64_t> count_sealed(const known_plugin& plugin, read_tx& tx) {
    std::optional<std::int64_t> count;
    try {
        data::with_savepoint(tx, [&] {
            owner_scope theirs(tx, plugin.agreed.id);
            supervision::running here(plugin.agreed.id, sealed_records::point);
            const auto& point = plugin.code->answers.find(sealed_records::point)->second;
            count = (*static_cast<const sealed_records::function*>(point.get()))(tx).looked_at;
        });
    } catch (...) {
        return {}; // whatever it was: it could not be asked
    }
    return count;
}

std::string why_sealed(const known_plugin& plugin, read_tx& tx, std::int64_t rows, bool any_table) {
    const auto before = brought_by(tx, plugin.agreed.id);
    if (answers_for_seals(plugin)) {
        if (!any_table) return {};
        const auto sealed = count_sealed(plugin, tx);
        if (!sealed) return "It could not be asked whether there are signed records among its rows, and those are never deleted.";
        if (*sealed == 0) return {};
        return counted(*sealed, "signed or sealed record is", "signed or sealed records are") +
               " among its rows, and those are never deleted.";
    }
    if (rows == 0 || (before && !before->seals)) return {};
    if (!before && plugin.code) return {};
    return "There may be signed records among its rows, and those are never deleted. It can only be asked once its files are in "
           "the plugin folder again, as they were, and can be loaded.";
}

std::vector<std::string> what_goes(read_tx& tx, const manifest& of, const purge_preview& seen) {
    std::vector<std::string> all;
    if (!seen.tables.empty())
        all.push_back(counted(seen.rows, "row", "rows") + " in " +
                      counted(static_cast<std::int64_t>(seen.tables.size()), "table", "tables") + ", for good.");
    if (tx.value<std::int64_t>("SELECT 1 FROM plugin_settings WHERE plugin = :plugin AND name = 'settings'", of.id))
        all.push_back("Its settings.");
    if (!permissions_of(tx, of).empty())
        all.push_back("Which roles may use it: turned on again, it gives its permissions to the roles that it suggests.");
    if (!listed(of.client_links).empty()) all.push_back("The links to it that clients have been sent.");
    return all;
}

}

std::optional<brought> brought_by(read_tx& tx, const std::string& plugin) {
    auto stored = tx.value<std::string>("SELECT value FROM plugin_settings WHERE plugin = :plugin AND name = 'brought'", plugin);
    brought known;
    if (!stored || !read_json(*stored, known).empty()) return {};
    return known;
}

std::vector<std::string> storing_plugins(read_tx& tx) {
    return tx.rows<std::string>(R"(
        SELECT DISTINCT owner AS id FROM migrations WHERE owner <> 'core'
        UNION
        SELECT DISTINCT plugin AS id FROM plugin_settings
        ORDER BY id)");
}

bool stores_anything(read_tx& tx, const std::string& plugin) { return holds(storing_plugins(tx), plugin); }

std::vector<std::string> permissions_of(read_tx& tx, const manifest& of) {
    std::vector<std::string> all = granted_before(tx, of.id);
    for (const declared_permission& p : listed(of.permissions))
        if (p.name.starts_with(of.id + ".") && !holds(all, p.name)) all.push_back(p.name);
    return all;
}

bool is_off(plugin_state state) {
    return state != plugin_state::enabled && state != plugin_state::enabling && state != plugin_state::draining;
}

claims everybody(read_tx& tx, const std::vector<std::shared_ptr<known_plugin>>& here, const std::vector<http::mount>& core) {
    claims all;
    all.core_tables = words_of_core(core).tables;
    all.core_tables.push_back("migrations");
    std::set<std::string> ids;
    for (const plugin_row& row : plugin_rows(tx)) ids.insert(row.id);
    for (std::string& id : storing_plugins(tx)) ids.insert(std::move(id));
    for (const auto& plugin : here) {
        ids.insert(plugin->agreed.id);
        for (const std::string& table : listed(plugin->agreed.tables)) all.named.emplace_back(plugin->agreed.id, table);
    }
    all.ids.assign(ids.begin(), ids.end());
    return all;
}

std::string owner_of(const std::string& table, const claims& all) {
    if (holds(all.core_tables, table)) return {};
    std::string owner;
    for (const std::string& id : all.ids)
        if (table.starts_with(id + "_") && id.size() > owner.size()) owner = id;
    return owner;
}

std::vector<data::schema_object> own_objects(read_tx& tx, const manifest& of, const claims& all) {
    auto found = data::objects_beginning(tx, of.id + "_");
    std::erase_if(found, [&](const data::schema_object& one) {
        bool mine = owner_of(one.name, all) == of.id;
        for (const auto& [plugin, table] : all.named)
            if (table == one.name && plugin != of.id)
                return true;
            else if (table == one.name)
                mine = true;
        return !mine;
    });
    return found;
}

std::vector<data::schema_object> own_tables(read_tx& tx, const manifest& of, const claims& all) {
    auto found = own_objects(tx, of, all);
    std::erase_if(found, [](const data::schema_object& one) { return one.kind != "TABLE"; });
    return found;
}

purge_preview host::parts::preview(const known_plugin& plugin, read_tx& tx) const {
    owner_scope core(tx, "core");
    const std::string& id = plugin.agreed.id;
    const auto there = known();
    const claims all = everybody(tx, there, options.core);
    const auto tables = own_tables(tx, plugin.agreed, all);
    const auto rows = plugin_rows(tx);
    plugin_state state;
    {
        std::lock_guard lock(mutex);
        state = plugin.state;
    }
    purge_preview seen;
    seen.plugin = id;
    seen.name = title_of(plugin);
    for (const auto& table : tables) seen.rows += seen.tables.emplace_back(table.name, data::count_rows(tx, table)).rows;
    seen.loses = what_goes(tx, plugin.agreed, seen);
    seen.stays = {"What it has added to clients' health answers and measures: that is part of their records.",
                  "What the audit log says of it."};

    auto& why = seen.refusals;
    if (options.safe_mode)
        why.push_back("This server runs in safe mode and cannot ask its plugins. Start it without --safe-mode first.");
    const bool was_off = state == plugin_state::disabled || state == plugin_state::quarantined;
    const bool elsewhere = was_off && wants_on(row_of(rows, id));
    if (!is_off(state) || elsewhere) {
        why.push_back("It is on. Turn it off first: what it has stored stays until it is deleted here.");
        return seen;
    }
    for (const auto& other : there)
        if (holds(listed(other->agreed.depends_on), id) && (other->on() || wants_on(row_of(rows, other->agreed.id))))
            why.push_back(title_of(*other) + " needs it and is on. Turn that off first.");
    std::set<std::string> own;
    for (const auto& table : tables) own.insert(table.name);
    for (const auto& [from, to] : data::references(tx))
        if (own.contains(to) && !own.contains(from)) {
            const std::string whose = owner_of(from, all);
            why.push_back("The table " + from + " of " + (whose.empty() ? "Lumbar itself" : "the plugin " + whose) +
                          " refers to rows of " + to + ".");
        }
    if (std::string sealed = why_sealed(plugin, tx, seen.rows, !tables.empty()); !sealed.empty())
        why.push_back(std::move(sealed));
    return seen;
}

void host::parts::remember(const known_plugin& plugin) {
    brought now{plugin.agreed.name, answers_for_seals(plugin)};
    caller core = as({});
    core.who.kind = actor_kind::system;
    core.who.name = "Lumbar";
    const auto before = around.db.read(core, [&](read_tx& tx) { return brought_by(tx, plugin.agreed.id); });
    if (before) now.seals = now.seals || before->seals;
    if (before && before->name == now.name && before->seals == now.seals) return;
    std::string text;
    append_json(text, now);
    around.db.write(core, [&](write_tx& tx) {
        const auto& id = plugin.agreed.id;
        if (tx.execute(R"(
                UPDATE plugin_settings
                SET value = :value, version = version + 1
                WHERE plugin = :plugin AND name = 'brought')",
                       text, id) == 0)
            tx.execute("INSERT INTO plugin_settings (plugin, name, value, version) VALUES (:plugin, 'brought', :value, 1)", id,
                       text);
    });
}

}
