#include "core/src/plugins/known_plugin.hpp"

#include "core/src/plugins/versions.hpp"

#include <algorithm>

namespace lumbar::plugins {

namespace {

std::string who_may(const access& rule) {
    switch (rule.what) {
    case access::rule::permission: return std::string(rule.name);
    case access::rule::client_link: return "client link " + std::string(rule.name);
    case access::rule::signed_in:
    case access::rule::in_person: return "signed in";
    case access::rule::anyone: break;
    }
    return "anyone";
}

bool may_see(const actor& who, const std::optional<std::string>& needs) { return !needs || who.may(*needs); }

template <class Entry>
std::vector<Entry> seen_by(const actor& who, const std::optional<std::vector<Entry>>& all, ui_surface surface) {
    std::vector<Entry> seen;
    for (const Entry& entry : listed(all)) {
        ui_surface place = ui_surface::staff;
        if constexpr (requires { entry.surface; }) place = entry.surface.value_or(ui_surface::staff);
        if (place == surface && may_see(who, entry.needs)) seen.push_back(entry);
    }
    return seen;
}

}

bool known_plugin::has_module() const {
    return agreed.ui &&
           std::any_of(web.begin(), web.end(), [&](const package_file& f) { return f.path == "web/" + agreed.ui->module; });
}

data::migration_set migrations_of(const known_plugin& plugin) {
    data::migration_set set{plugin.agreed.id, {}};
    for (const package_file& file : plugin.migrations)
        set.files.push_back({file.path.substr(file.path.find('/') + 1), file.bytes});
    return set;
}

std::vector<route_line> routes_of(const known_plugin& plugin) {
    std::vector<route_line> lines;
    if (plugin.code)
        for (const auto* table : plugin.code->tables)
            for (const route& row : *table)
                lines.push_back(
                    {std::string(http::name_of(row.method)), plugin.api_prefix() + std::string(row.path), who_may(row.who)});
    return lines;
}

plugin_view view_of(const known_plugin& plugin) {
    const manifest& m = plugin.agreed;
    plugin_view v{m.id,
                  m.name.empty() ? m.id : m.name,
                  m.version,
                  m.sentence,
                  m.icon,
                  plugin.state,
                  plugin.reason,
                  plugin.shipped ? "shipped with this server" : "added by this clinic",
                  listed(m.depends_on),
                  listed(m.permissions),
                  listed(m.tables),
                  routes_of(plugin),
                  listed(m.points),
                  listed(m.events),
                  listed(m.client_links),
                  {},
                  {},
                  {},
                  false,
                  {}};
    if (m.ui) {
        v.menu = listed(m.ui->menu);
        v.slots = listed(m.ui->slots);
    }
    for (const setting& one : plugin.settings) v.settings.push_back(one.title);
    if (plugin.waiting) v.waiting = changes_of(plugin, *plugin.waiting);
    return v;
}

std::optional<ui_plugin> ui_of(const known_plugin& plugin, const actor& who, ui_surface surface) {
    if (!plugin.on() || !plugin.has_module()) return {};
    const manifest& m = plugin.agreed;
    ui_plugin ui{m.id, m.name, m.version, plugin.web_prefix() + m.ui->module, seen_by(who, m.ui->menu, surface),
        seen_by(who, m.ui->pages, surface), seen_by(who, m.ui->slots, surface)};
    if (ui.menu.empty() && ui.pages.empty() && ui.slots.empty()) return {};
    return ui;
}

}
