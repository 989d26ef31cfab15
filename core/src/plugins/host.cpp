#include "core/src/plugins/host_parts.hpp"

#include "core/src/log.hpp"
#include "core/src/plugins/health.hpp"
#include "core/src/plugins/purge.hpp"
#include "core/src/plugins/versions.hpp"
#include "core/src/supervisor/vital_signs.hpp"

#include <algorithm>
#include <map>

namespace lumbar::plugins {

namespace {

trust_list trust_of(const std::string& folder) {
    if (folder.empty()) return {};
    try {
        return read_trust(folder + "/trusted-plugins.toml");
    } catch (const refused&) {
        log(log_level::error, "the list of trusted plugins is not believed: it is damaged or others may change it");
        return {};
    }
}

}

host::host(host_surroundings around, host_options options)
    : parts_(std::make_unique<parts>(*this, std::move(around), std::move(options))) {
    auto nothing = std::make_shared<points_snapshot>();
    nothing->host = this;
    parts_->snapshot = std::move(nothing);
}

host::~host() { stop_following(); }

void host::stop_following() {
    {
        std::lock_guard lock(parts_->stop_mutex);
        parts_->stopping = true;
    }
    parts_->stop.notify_all();
    if (parts_->follower.joinable()) parts_->follower.join();
}

bool host::safe_mode() const { return parts_->options.safe_mode; }

const std::string& host::data_folder() const { return parts_->options.data_folder; }

void host::load() {
    const host_options& options = parts_->options;
    if (options.safe_mode) return;
    const loading_rules rules = parts_->rules();
    auto folders = packages_in(options.folder);
    std::erase_if(folders, [&](const std::string& folder) { return !looks_for(options, folder.substr(folder.rfind('/') + 1)); });
    for (auto& plugin : load_plugins(folders, rules)) parts_->put(std::move(plugin));
}

loading_rules host::parts::rules() const {
    return {trust_of(options.folder), trust_of(options.data_folder), options.trusted, words_of_core(options.core)};
}

void host::start() {
    std::lock_guard one_at_a_time(parts_->switching_mutex);
    auto rows = parts_->rows_if_any();
    if (rows.empty()) rows = parts_->want_what_came_along();
    if (parts_->quarantine()) rows = parts_->rows_if_any();
    parts_->add_lost(rows);
    parts_->bring_back(rows);
    parts_->generation = parts_->around.db.read(parts_->as(the_server()), [](read_tx& tx) { return plugin_generation(tx); });
    if (parts_->around.db.dialect() == dialect::postgresql)
        parts_->follower = std::thread([this] { parts_->follow_each_second(); });
}

void host::fill_demo() {
    std::lock_guard one_at_a_time(parts_->switching_mutex);
    for (const auto& plugin : parts_->plugins) {
        if (plugin->state != plugin_state::enabled || !plugin->code || !plugin->code->demo) continue;
        caller filler = parts_->as(the_server());
        filler.owner = plugin->agreed.id;
        while (parts_->around.db.write(filler, plugin->code->demo)) {}
    }
}

std::vector<plugin_row> host::parts::rows_if_any() const {
    try {
        return around.db.read(as(the_server()), [](read_tx& tx) { return plugin_rows(tx); });
    } catch (const database_error&) {
        return {};
    }
}

bool host::parts::wanted(const known_plugin& plugin, const std::vector<plugin_row>& rows) const {
    if (rows.empty()) return plugin.shipped;
    const plugin_row* row = row_of(rows, plugin.agreed.id);
    return row && (row->state == "enabled" || row->state == "enabling");
}

// All in one transaction: a first start that is cut short goes on at the next.
std::vector<plugin_row> host::parts::want_what_came_along() {
    std::vector<plugin_row> rows;
    for (const auto& plugin : plugins)
        if (plugin->code && plugin->shipped) rows.push_back({plugin->agreed.id, plugin->agreed.version, "enabling", {}});
    around.db.write(as(the_server()), [&](write_tx& tx) {
        for (const plugin_row& row : rows) set_plugin_row(tx, row);
    });
    return rows;
}

// What was on, or has stored something, and is not on the disk any more stays in sight.
void host::parts::add_lost(const std::vector<plugin_row>& rows) {
    std::vector<std::string> storing;
    std::map<std::string, std::string> names;
    around.db.read(as(the_server()), [&](read_tx& tx) {
        storing = storing_plugins(tx);
        for (const plugin_row& row : rows) names[row.id] = brought_by(tx, row.id).value_or(brought{row.id}).name;
    });
    for (const plugin_row& row : rows) {
        const bool stores = !options.safe_mode && std::binary_search(storing.begin(), storing.end(), row.id);
        if (find(row.id) || (row.state != "enabled" && !stores) || !looks_for(options, row.id)) continue;
        auto lost = std::make_shared<known_plugin>();
        lost->agreed.id = row.id;
        lost->agreed.name = names[row.id];
        lost->agreed.version = row.version;
        lost->state = plugin_state::incompatible;
        lost->reason = options.safe_mode
                           ? "Safe mode: no plugin is loaded until the server is started without --safe-mode."
                           : "Its files are not in the plugin folder any more. What it has stored is untouched.";
        behind = behind || row.state == "enabled";
        put(std::move(lost));
    }
}

bool host::parts::quarantine() {
    for (const plugin_at_fault& one : options.at_fault)
        if (known_plugin* plugin = find(one.id))
            write_row(*plugin, the_server(), "quarantined",
                      "The server went down three times within ten minutes while this plugin ran (" + one.what +
                          "). What it has stored is untouched. It stays off until it is turned on again here.");
    return !options.at_fault.empty();
}

// In the order of what they depend on.
void host::parts::bring_back(const std::vector<plugin_row>& rows) {
    publish();
    std::vector<known_plugin*> waiting;
    for (const auto& plugin : plugins) {
        const plugin_row* row = row_of(rows, plugin->agreed.id);
        if (plugin->code && row && row->state == "failed") set_state(*plugin, plugin_state::failed, row->reason);
        else if (plugin->code && row && row->state == "quarantined") set_state(*plugin, plugin_state::quarantined, row->reason);
        else if (plugin->code && row && row->state == "enabled" && is_lower(plugin->agreed.version, row->version)) {
            behind = true;
            fail(*plugin, not_this_version(*plugin, *row));
        } else if (plugin->code && wanted(*plugin, rows)) waiting.push_back(plugin.get());
    }
    for (bool progress = true; progress;) {
        progress = false;
        for (known_plugin*& plugin : waiting) {
            if (!plugin || !missing_for(*plugin).empty()) continue;
            const plugin_row* row = row_of(rows, plugin->agreed.id);
            const bool another = row && row->state == "enabled" && row->version != plugin->agreed.version;
            try {
                const bool starting = !row || row->state == "enabling" || another;
                bring_up(*plugin, the_server(), starting, another ? "plugin.upgrade" : "plugin.enable");
                progress = true;
            } catch (const std::exception& error) {
                fail(*plugin, error.what());
            } catch (...) {
                fail(*plugin, "It failed with an exception of its own kind.");
            }
            plugin = nullptr;
        }
    }
    for (known_plugin* plugin : waiting)
        if (plugin) fail(*plugin, "It needs the plugin " + missing_for(*plugin) + ", which is not on.");
    publish();
}

std::optional<std::vector<ui_warning>> host::parts::warnings() const {
    const std::string page = "/admin/plugins";
    std::vector<ui_warning> all;
    if (around.warnings)
        for (std::string& words : around.warnings()) all.push_back({std::move(words), {}});
    if (options.safe_mode)
        all.push_back({"This server runs in safe mode: no plugins are loaded, and nobody is screened for contraindications.", page});
    for (const auto& plugin : plugins)
        if (plugin->state == plugin_state::quarantined)
            all.push_back({"The plugin " + plugin->agreed.name +
                               " was turned off: the server went down again and again while it ran.",
                           page});
    if (all.empty()) return {};
    return all;
}

std::vector<plugin_view> host::plugins() const {
    std::lock_guard lock(parts_->mutex);
    std::vector<plugin_view> all;
    for (const auto& plugin : parts_->plugins) all.push_back(view_of(*plugin));
    return all;
}

ui_view host::ui_for(const actor& who, ui_surface surface) const {
    std::lock_guard lock(parts_->mutex);
    ui_view view;
    if (surface == ui_surface::staff && who.may("plugins.edit")) view.warnings = parts_->warnings();
    for (const auto& plugin : parts_->plugins)
        if (auto one = ui_of(*plugin, who, surface)) view.plugins.push_back(std::move(*one));
    return view;
}

std::optional<plugin_health> host::health_of(std::string_view id) const {
    if (!parts_->known(id)) return {};
    plugin_health told = counted_health(id);
    // The file of a supervisor that is not there any more tells nothing of this server.
    if (supervision::shared_vital_signs()) told.strikes = strikes_in(parts_->options.data_folder, id);
    return told;
}

std::shared_ptr<const std::vector<setting>> host::settings_of(std::string_view id) const {
    auto plugin = parts_->known(id);
    return plugin ? std::shared_ptr<const std::vector<setting>>(plugin, &plugin->settings) : nullptr;
}

std::vector<std::shared_ptr<const std::vector<setting>>> host::former_settings_of(std::string_view id) const {
    std::lock_guard lock(parts_->mutex);
    std::vector<std::shared_ptr<const std::vector<setting>>> all;
    for (const auto& plugin : parts_->former)
        if (plugin->agreed.id == id) all.emplace_back(plugin, &plugin->settings);
    return all;
}

std::vector<known_permission> host::permissions() const {
    std::vector<known_permission> all;
    for (const auto& plugin : parts_->known())
        if (plugin->code)
            for (const declared_permission& p : listed(plugin->agreed.permissions))
                all.push_back({p.name, p.sentence, plugin->agreed.id});
    return all;
}

std::shared_ptr<const void> host::points() const {
    std::lock_guard lock(parts_->mutex);
    return parts_->snapshot;
}

host* host_of(const read_tx& tx) {
    const points_snapshot* snapshot = points_of(tx);
    return snapshot ? snapshot->host : nullptr;
}

host* host_of(database& db) {
    return db.read(caller{}, [](read_tx& tx) { return host_of(tx); });
}

}
