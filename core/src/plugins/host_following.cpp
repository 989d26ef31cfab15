#include "core/src/plugins/host_parts.hpp"

#include "core/src/log.hpp"

namespace lumbar::plugins {

namespace {

// Each second one; of these only every fifth goes into the folder for what was missing there the last time.
constexpr unsigned looks_between = 5;

}

// A version that another server has put in place is put in place here, where its package lies in this server's folder.
void host::parts::follow_version(const plugin_row& row) {
    auto fits = [&](const known_plugin* plugin) { return plugin && plugin->code && plugin->agreed.version == row.version; };
    if (options.safe_mode || fits(find(row.id)) || !looks_for(options, row.id)) return;
    for (const std::string& folder : packages_in(options.folder))
        if (folder.substr(folder.rfind('/') + 1) == row.id) look_at(folder, rules(), {});
    known_plugin* plugin = find(row.id);
    if (!plugin || fits(plugin)) return;
    if (plugin->on() && fits(plugin->waiting.get())) return take_over(plugin->waiting, the_server(), false);
    behind = true;
    if (plugin->on()) take_down(*plugin);
    if (plugin->code && plugin->state != plugin_state::failed) fail(*plugin, not_this_version(*plugin, row));
}

void host::parts::follow_rows(const std::vector<plugin_row>& rows) {
    behind = false;
    auto guarded = [&](const std::string& id, auto&& step) {
        try {
            step();
        } catch (const std::exception& error) {
            if (known_plugin* plugin = find(id)) fail(*plugin, error.what());
        } catch (...) {
            if (known_plugin* plugin = find(id)) fail(*plugin, "Its start threw something that is no exception.");
        }
    };
    for (const plugin_row& row : rows)
        if (row.state == "enabled") guarded(row.id, [&] { follow_version(row); });
    for (const auto& plugin : known()) {
        const plugin_row* row = row_of(rows, plugin->agreed.id);
        const bool wants = row && row->state == "enabled", fits = row && row->version == plugin->agreed.version;
        guarded(plugin->agreed.id, [&] {
            const bool can = fits && plugin->code && missing_for(*plugin).empty();
            if (wants && !plugin->on() && can) bring_up(*plugin, the_server(), false);
            else if (!wants && plugin->on()) take_down(*plugin);
            if (plugin->code && row && row->state == "quarantined") set_state(*plugin, plugin_state::quarantined, row->reason);
        });
    }
}

void host::parts::follow() {
    std::lock_guard one_at_a_time(switching_mutex);
    std::vector<plugin_row> rows;
    std::int64_t now = around.db.read(as(the_server()), [&](read_tx& tx) {
        rows = plugin_rows(tx);
        return plugin_generation(tx);
    });
    const bool nothing_new = now == generation;
    if (nothing_new && !(behind && ++looks % looks_between == 0)) return;
    follow_rows(rows);
    if (nothing_new && behind) return;
    publish();
    generation = now;
    tell(now);
}

void host::parts::follow_each_second() {
    std::unique_lock lock(stop_mutex);
    while (!stop.wait_for(lock, std::chrono::seconds(1), [&] { return stopping; })) {
        lock.unlock();
        try {
            follow();
        } catch (...) {
            log(log_level::warning, "the plugins of other servers could not be asked for");
        }
        lock.lock();
    }
}

}
