#include "core/src/plugins/host_parts.hpp"

#include <algorithm>
#include <atomic>

namespace lumbar::plugins {

known_plugin* host::parts::find(std::string_view id) const {
    for (const auto& plugin : plugins)
        if (plugin->agreed.id == id) return plugin.get();
    return nullptr;
}

std::vector<std::shared_ptr<known_plugin>> host::parts::known() const {
    std::lock_guard lock(mutex);
    return plugins;
}

std::shared_ptr<known_plugin> host::parts::known(std::string_view id) const {
    std::lock_guard lock(mutex);
    for (const auto& plugin : plugins)
        if (plugin->agreed.id == id) return plugin;
    return nullptr;
}

std::shared_ptr<known_plugin> host::parts::put(std::shared_ptr<known_plugin> plugin) {
    std::lock_guard lock(mutex);
    auto place = std::ranges::lower_bound(plugins, plugin->agreed.id, {}, [](const auto& one) -> auto& { return one->agreed.id; });
    if (place == plugins.end() || (*place)->agreed.id != plugin->agreed.id) return plugins.insert(place, std::move(plugin)), nullptr;
    return std::exchange(*place, std::move(plugin));
}

void host::parts::set_state(known_plugin& plugin, plugin_state state, std::string reason) {
    std::lock_guard lock(mutex);
    plugin.state = state;
    plugin.reason = std::move(reason);
}

caller host::parts::as(const actor& who) const { return {who, "core", owner.points()}; }

void host::parts::put_web_files(const known_plugin& plugin) {
    auto gzipped = [&](const std::string& path) -> std::string {
        for (const package_file& file : plugin.web)
            if (file.path == path + ".gz") return file.bytes;
        return {};
    };
    for (const package_file& file : plugin.web)
        if (!file.path.ends_with(".gz"))
            around.files.put(plugin.web_prefix() + file.path.substr(4), file.bytes, gzipped(file.path),
                             http::media_type_of(file.path));
}

// A check that a fault has taken off is missing; one that somebody has switched off is not.
static bool should_screen(const known_plugin& plugin) {
    const auto points = plugin.agreed.points.value_or(std::vector<std::string>());
    return (plugin.state == plugin_state::quarantined || plugin.state == plugin_state::failed) &&
           std::ranges::find(points, screening::point) != points.end();
}

void host::parts::publish() {
    std::vector<http::mount> mounts = options.core;
    std::vector<std::string> off;
    auto next = std::make_shared<points_snapshot>();
    static std::atomic<std::uint64_t> published{0};
    next->host = &owner;
    next->serial = ++published;
    std::vector<events::subscriber> subscribers;
    for (const auto& plugin : plugins) {
        if (!plugin->on()) {
            off.push_back(plugin->agreed.id);
            if (should_screen(*plugin)) next->silenced.push_back(plugin->agreed.name);
            continue;
        }
        const registered& code = *plugin->code;
        for (const auto* table : code.tables) mounts.push_back({plugin->api_prefix(), table, plugin->agreed.id, plugin->gate});
        for (const auto& [point, function] : code.answers)
            next->providers[point].push_back({plugin->agreed.id, plugin->agreed.name, function});
        for (const subscription& s : code.hears)
            subscribers.push_back({plugin->agreed.id, s.event, s.type, s.hear, plugin->gate});
    }
    auto routes = std::make_shared<http::route_snapshot>(mounts, std::move(off));
    {
        std::lock_guard lock(mutex);
        snapshot = std::move(next);
    }
    around.table.publish(std::move(routes));
    if (around.set_subscribers) around.set_subscribers(std::move(subscribers));
}

void host::parts::tell(std::int64_t now) {
    if (around.tell_windows) around.tell_windows("plugins", "{\"generation\":" + std::to_string(now) + "}");
}

std::string host::parts::missing_for(const known_plugin& plugin) const {
    for (const std::string& other : listed(plugin.agreed.depends_on)) {
        const known_plugin* found = find(other);
        if (!found || !found->on()) return other;
    }
    return {};
}

std::string host::parts::depending_on(const known_plugin& plugin) const {
    for (const auto& other : plugins)
        if (other->on())
            for (const std::string& id : listed(other->agreed.depends_on))
                if (id == plugin.agreed.id) return other->agreed.name;
    return {};
}

}
