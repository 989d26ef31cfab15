#pragma once

#include "core/src/plugins/manifest.hpp"

#include <string>
#include <vector>

namespace lumbar::plugins {

// discovered: found, not in the trusted list. incompatible: it cannot run in this server, or is not what it says it is. failed:
// switching it on did not work, or an earlier part of it. quarantined: the server went down again and again while it ran.
// `reason` says why.
enum class plugin_state { discovered, incompatible, disabled, enabling, enabled, draining, failed, quarantined };
BOOST_DESCRIBE_ENUM(plugin_state, discovered, incompatible, disabled, enabling, enabled, draining, failed, quarantined)

struct route_line {
    std::string method;
    std::string path;
    std::string permission;   // or "signed in", or "client link intake.fill"
};
BOOST_DESCRIBE_STRUCT(route_line, (), (method, path, permission))

// Another version of a plugin, that lies in the plugin folder and is not the one in use. What it adds and what goes with it is
// told when it is ready.
struct waiting_view {
    std::string version;
    bool ready = false;       // it can take over: without a restart, and nobody is kept waiting
    std::string reason;       // why not; or, of one that is ready, why it did not work the last time
    std::vector<route_line> routes_added;
    std::vector<route_line> routes_gone;
    std::vector<declared_permission> permissions_added;
    std::vector<declared_permission> permissions_gone;
    std::vector<std::string> tables_added;
    std::vector<std::string> tables_gone;        // from its manifest: their rows stay unless a migration drops them
    std::vector<std::string> settings_added;     // titles
    std::vector<std::string> settings_gone;
    std::vector<std::string> migrations;         // files that have not been applied with the version in use
};
BOOST_DESCRIBE_STRUCT(waiting_view, (), (version, ready, reason, routes_added, routes_gone, permissions_added, permissions_gone,
                                         tables_added, tables_gone, settings_added, settings_gone, migrations))

// What an admin sees of a plugin before switching it on or off.
struct plugin_view {
    std::string id;
    std::string name;
    std::string version;
    std::string sentence;
    std::string icon;
    plugin_state state = plugin_state::discovered;
    std::string reason;
    std::string origin;       // "shipped with this server", "added by this clinic"
    std::vector<std::string> depends_on;
    std::vector<declared_permission> permissions;
    std::vector<std::string> tables;
    std::vector<route_line> routes;
    std::vector<std::string> points;
    std::vector<std::string> events;
    std::vector<std::string> client_links;
    std::vector<menu_entry> menu;
    std::vector<slot_entry> slots;
    std::vector<std::string> settings;   // titles
    bool stores = false;                 // there is something of it in the database: tables or settings
    std::optional<waiting_view> waiting;
};
BOOST_DESCRIBE_STRUCT(plugin_view, (),
                      (id, name, version, sentence, icon, state, reason, origin, depends_on, permissions, tables, routes, points,
                       events, client_links, menu, slots, settings, stores, waiting))

// What the shell draws of one plugin (ui.md 5).
struct ui_plugin {
    std::string id;
    std::string name;
    std::string version;
    std::string module;       // the path of its entry: "/plugins/intake/3f…/index.js"
    std::vector<menu_entry> menu;
    std::vector<page_entry> pages;
    std::vector<slot_entry> slots;
};
BOOST_DESCRIBE_STRUCT(ui_plugin, (), (id, name, version, module, menu, pages, slots))

struct ui_warning {
    std::string words;        // one sentence
    std::string page;         // where something can be done about it; empty: nowhere
};
BOOST_DESCRIBE_STRUCT(ui_warning, (), (words, page))

struct ui_view {
    std::int64_t shell = 1;
    std::vector<ui_plugin> plugins;
    std::optional<std::vector<ui_warning>> warnings;   // for whoever may switch plugins
};
BOOST_DESCRIBE_STRUCT(ui_view, (), (shell, plugins, warnings))

}
