#include "core/src/plugins/host_parts.hpp"

#include "core/src/audit/audit.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/log.hpp"
#include "core/src/plugins/versions.hpp"
#include "core/src/supervisor/vital_signs.hpp"

#include <algorithm>

namespace lumbar::plugins {

namespace {

std::string digest_in(const std::string& folder) {
    try {
        return read_package(folder).digest;
    } catch (const std::exception&) {
        return {};  // loading it says why
    }
}

// In use: by this process, or the last time that the plugin was on.
std::string used_version(const known_plugin& plugin, const std::vector<plugin_row>& rows) {
    if (plugin.on()) return plugin.agreed.version;
    const plugin_row* row = row_of(rows, plugin.agreed.id);
    return row ? row->version : std::string();
}

// A fault stays said when another package comes: the new one is as much off until somebody turns it on.
void keep_fault(const known_plugin& of, known_plugin& next) {
    if (!next.code || (of.state != plugin_state::failed && of.state != plugin_state::quarantined)) return;
    next.state = of.state;
    next.reason = of.reason;
}

}

actor the_server() {
    actor who;
    who.kind = actor_kind::system;
    who.name = "Lumbar";
    return who;
}

const plugin_row* row_of(const std::vector<plugin_row>& rows, const std::string& id) {
    auto found = std::find_if(rows.begin(), rows.end(), [&](const plugin_row& row) { return row.id == id; });
    return found == rows.end() ? nullptr : &*found;
}

bool looks_for(const host_options& options, const std::string& id) {
    return options.only.empty() || std::find(options.only.begin(), options.only.end(), id) != options.only.end();
}

std::string not_this_version(const known_plugin& plugin, const plugin_row& row) {
    return "The database is used with version " + row.version + " of it, and this server's plugin folder has " +
           plugin.agreed.version + ": put " + row.version + " there, or a later one.";
}

void host::parts::look_at(const std::string& folder, const loading_rules& by, const std::vector<plugin_row>& rows) {
    const std::string digest = digest_in(folder);
    const auto now = known(folder.substr(folder.rfind('/') + 1));
    auto wait = [&](std::shared_ptr<known_plugin> next) {
        std::lock_guard lock(mutex);
        now->waiting = std::move(next);
    };
    if (now && now->code && now->digest == digest) return wait(nullptr);
    const bool waits = now && now->waiting && now->waiting->code && now->waiting->digest == digest;
    auto next = waits ? now->waiting : load_plugins({folder}, by).front();
    if (now && is_lower(next->agreed.version, used_version(*now, rows))) {
        auto older = std::make_shared<known_plugin>();
        older->agreed = next->agreed;
        older->digest = digest;
        older->reason = "It is older than " + used_version(*now, rows) + ", which the database is used with.";
        return wait(std::move(older));
    }
    if (now && now->on()) return wait(std::move(next));
    if (now) keep_fault(*now, *next);
    put(std::move(next));
}

switching host::look(const asker& by) {
    if (parts_->options.safe_mode) return {switching::result::refused, "In safe mode no plugin is loaded."};
    std::lock_guard one_at_a_time(parts_->switching_mutex);
    const auto rows = parts_->rows_if_any();
    const loading_rules rules = parts_->rules();
    for (const std::string& folder : packages_in(parts_->options.folder))
        if (looks_for(parts_->options, folder.substr(folder.rfind('/') + 1))) parts_->look_at(folder, rules, rows);
    parts_->around.db.write(parts_->as(by.who), [&](write_tx& tx) {
        audit::record(tx, {"plugin.look", {}, {}, "done", {}, {}, by.request});
    });
    parts_->follow_rows(rows);
    parts_->publish();
    parts_->tell(parts_->generation);
    return {};
}

void host::parts::take_over(std::shared_ptr<known_plugin> next, const asker& by, bool starting) {
    {
        supervision::running here(next->agreed.id, "start", true);
        remember(*next);
        if (starting) store_start(*next, by, "plugin.upgrade");
        else data::migrate(around.db, {migrations_of(*next)});
    }
    identity::forget_sessions();  // its permissions count at once
    put_web_files(*next);
    set_state(*next, plugin_state::enabled);
    const auto before = put(next);
    set_state(*before, plugin_state::draining);
    {
        std::lock_guard lock(mutex);
        before->waiting = nullptr;
        former.push_back(before);
    }
    try {
        publish();
    } catch (const std::exception&) {
        // The database is of the new version: there is no way back, and the next change of any plugin stores them.
        log(log_level::error, "a plugin's subscribers could not be stored", {{"plugin", log_word{next->agreed.id}}});
    }
    if (!before->gate->close_and_drain(patience))
        log(log_level::warning, "requests of a plugin's former version still run",
            {{"plugin", log_word{next->agreed.id}}, {"inside", before->gate->inside()}});
    log(log_level::info, "a plugin was upgraded",
        {{"plugin", log_word{next->agreed.id}}, {"version", log_word{next->agreed.version}}});
}

switching host::upgrade(std::string_view id, const asker& by) {
    std::lock_guard one_at_a_time(parts_->switching_mutex);
    const auto plugin = parts_->known(id);
    if (!plugin) return {switching::result::no_such_plugin, {}};
    const auto next = plugin->waiting;
    auto refuse = [](std::string reason) { return switching{switching::result::refused, std::move(reason)}; };
    if (!plugin->on() || !next) return refuse("No new version of " + plugin->agreed.name + " waits: look for new plugins first.");
    if (!next->code) return refuse(next->reason);
    if (std::string other = parts_->missing_for(*next); !other.empty())
        return refuse("Version " + next->agreed.version + " of " + next->agreed.name + " needs the plugin " + other +
                      ": switch that on first.");
    std::string reason = "Version " + next->agreed.version + " could not take over, and nothing was changed";
    try {
        parts_->take_over(next, by, true);
        parts_->tell(parts_->generation);
        return {};
    } catch (const std::exception& error) {
        reason += ": " + std::string(error.what());
    } catch (...) {
        reason += ".";
    }
    parts_->set_state(*next, plugin_state::disabled, reason);
    log(log_level::error, "a plugin could not be upgraded", {{"plugin", log_word{plugin->agreed.id}}});
    parts_->around.db.write(parts_->as(by.who), [&](write_tx& tx) {
        audit::record(tx, {"plugin.upgrade", {}, plugin->agreed.id, "failed", {}, {}, by.request});
    });
    parts_->tell(parts_->generation);
    return refuse(reason);
}

}
