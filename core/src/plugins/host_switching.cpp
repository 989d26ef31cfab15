#include "core/src/plugins/host_parts.hpp"

#include "core/src/audit/audit.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/log.hpp"
#include "core/src/plugins/versions.hpp"
#include "core/src/supervisor/vital_signs.hpp"
#include "db/src/context.hpp"

namespace lumbar::plugins {

namespace {

switching refuse(std::string reason) { return {switching::result::refused, std::move(reason)}; }

}

void host::parts::write_row(const known_plugin& plugin, const asker& by, std::string_view state, const std::string& reason) {
    std::int64_t now = 0;
    around.db.write(as(by.who), [&](write_tx& tx) {
        now = set_plugin_row(tx, {plugin.agreed.id, plugin.agreed.version, std::string(state), reason});
        if (state == "disabled") audit::record(tx, {"plugin.disable", {}, plugin.agreed.id, "done", {}, {}, by.request});
        if (state == "quarantined") audit::record(tx, {"plugin.quarantine", {}, plugin.agreed.id, "done", {}, {}, {}});
        if (state == "failed") audit::record(tx, {"plugin.enable", {}, plugin.agreed.id, "failed", {}, {}, by.request});
    });
    took_step(now);
}

// A step of another server between the last one followed and this one is left for follow() to see.
void host::parts::took_step(std::int64_t now) {
    if (now == generation + 1) generation = now;
}

void host::parts::store_start(known_plugin& plugin, const asker& by, std::string_view action) {
    std::int64_t now = 0;
    caller starter = as(by.who);
    auto seen = std::make_shared<points_snapshot>(*static_cast<const points_snapshot*>(starter.host.get()));
    seen->starting = plugin.agreed.id;
    seen->starting_settings = std::make_shared<const std::vector<setting>>(plugin.settings);
    starter.host = std::move(seen);
    data::migrate_and_write(around.db, migrations_of(plugin), starter, [&](write_tx& tx) {
        grant_new_permissions(tx, plugin.agreed);
        if (plugin.code->start) {
            owner_scope theirs(tx, plugin.agreed.id);
            plugin.code->start(tx);
        }
        now = set_plugin_row(tx, {plugin.agreed.id, plugin.agreed.version, "enabled", {}});
        audit::record(tx, {std::string(action), {}, plugin.agreed.id, "done", {}, {}, by.request});
    });
    took_step(now);
}

void host::parts::bring_up(known_plugin& plugin, const asker& by, bool starting, std::string_view action) {
    supervision::running here(plugin.agreed.id, "start", true);
    remember(plugin);
    if (starting) store_start(plugin, by, action);
    else data::migrate(around.db, {migrations_of(plugin)});
    identity::forget_sessions();  // its permissions count at once
    put_web_files(plugin);
    plugin.gate->reopen();
    set_state(plugin, plugin_state::enabled);
    publish();
    log(log_level::info, "a plugin is on", {{"plugin", log_word{plugin.agreed.id}}});
}

void host::parts::take_down(known_plugin& plugin) {
    set_state(plugin, plugin_state::draining);
    publish();
    if (!plugin.gate->close_and_drain(patience))
        log(log_level::warning, "a plugin's requests still run",
            {{"plugin", log_word{plugin.agreed.id}}, {"inside", plugin.gate->inside()}});
    around.files.remove_below("/plugins/" + plugin.agreed.id + "/");  // also of versions before it, which windows may have used
    set_state(plugin, plugin_state::disabled);
    log(log_level::info, "a plugin is off", {{"plugin", log_word{plugin.agreed.id}}});
}

void host::parts::fail(known_plugin& plugin, const std::string& reason) {
    set_state(plugin, plugin_state::failed, reason);
    try {
        publish();
    } catch (const std::exception&) {
        log(log_level::error, "the other plugins' subscribers could not be stored", {{"plugin", log_word{plugin.agreed.id}}});
    }
    log(log_level::error, "a plugin could not be switched on", {{"plugin", log_word{plugin.agreed.id}}});
}

std::vector<data::migration_set> host::migrations_due() {
    std::vector<data::migration_set> due;
    auto rows = parts_->rows_if_any();
    for (const auto& plugin : parts_->plugins) {
        const plugin_row* row = row_of(rows, plugin->agreed.id);
        if (plugin->code && parts_->wanted(*plugin, rows) && !(row && is_lower(plugin->agreed.version, row->version)))
            due.push_back(migrations_of(*plugin));
    }
    return due;
}

switching host::enable(std::string_view id, const asker& by) {
    std::lock_guard one_at_a_time(parts_->switching_mutex);
    known_plugin* plugin = parts_->find(id);
    if (!plugin) return {switching::result::no_such_plugin, {}};
    if (plugin->on()) return {};
    if (!plugin->code) return refuse(plugin->reason);
    if (std::string other = parts_->missing_for(*plugin); !other.empty())
        return refuse(plugin->agreed.name + " needs the plugin " + other + ": switch that on first.");
    try {
        parts_->write_row(*plugin, by, "enabling");
        parts_->set_state(*plugin, plugin_state::enabling);
        parts_->bring_up(*plugin, by, true);
    } catch (const std::exception& error) {
        std::string reason = "Switching it on failed: " + std::string(error.what());
        parts_->fail(*plugin, reason);
        parts_->write_row(*plugin, by, "failed", reason);
        return refuse(reason);
    } catch (...) {
        parts_->fail(*plugin, "Switching it on failed.");
        parts_->write_row(*plugin, by, "failed", "Switching it on failed.");
        return refuse("Switching it on failed.");
    }
    parts_->tell(parts_->generation);
    return {};
}

switching host::disable(std::string_view id, const asker& by) {
    std::lock_guard one_at_a_time(parts_->switching_mutex);
    known_plugin* plugin = parts_->find(id);
    if (!plugin) return {switching::result::no_such_plugin, {}};
    if (plugin->state != plugin_state::enabled && plugin->state != plugin_state::failed &&
        plugin->state != plugin_state::quarantined)
        return {};
    if (std::string other = parts_->depending_on(*plugin); !other.empty())
        return refuse(other + " needs " + plugin->agreed.name + ": switch that off first.");
    parts_->write_row(*plugin, by, "disabled");
    if (plugin->on()) parts_->take_down(*plugin);
    else parts_->set_state(*plugin, plugin->code ? plugin_state::disabled : plugin->state, plugin->code ? "" : plugin->reason);
    parts_->publish();
    parts_->tell(parts_->generation);
    return {};
}

}
