#pragma once

#include "core/src/plugins/host.hpp"
#include "core/src/plugins/package.hpp"
#include "core/src/plugins/registration.hpp"
#include "core/src/plugins/trust.hpp"

#include <optional>

namespace lumbar::plugins {

// A plugin as this process knows it. Without `code` it cannot be switched on, and `reason` says why. Once it is loaded nothing
// but `state`, `reason` and `waiting` changes.
struct known_plugin {
    manifest agreed;                                  // at least its id
    std::vector<setting> settings;
    plugin_state state = plugin_state::discovered;
    std::string reason;
    bool shipped = false;
    std::string digest;
    std::vector<package_file> migrations;
    std::vector<package_file> web;
    std::optional<registered> code;
    std::shared_ptr<lease> gate = std::make_shared<lease>();
    std::shared_ptr<known_plugin> waiting;            // what lies in its folder and is not this

    bool on() const { return state == plugin_state::enabled; }
    std::string api_prefix() const { return "/api/v1/" + agreed.id; }
    std::string web_prefix() const { return "/plugins/" + agreed.id + "/" + digest.substr(0, 16) + "/"; }
    bool has_module() const;
};

// Which package may be loaded, and what it may be called.
struct loading_rules {
    trust_list shipped;
    trust_list added;
    std::vector<std::string> trusted;   // ids, whatever their digest
    reserved_words reserved;
};

// The words that core uses itself: the first segments of its routes and pages, and its tables.
[[gnu::visibility("default")]] reserved_words words_of_core(const std::vector<http::mount>& core);

// Reads, checks and loads the packages of these folders, in their order. Never throws because of one.
std::vector<std::shared_ptr<known_plugin>> load_plugins(const std::vector<std::string>& folders, const loading_rules& rules);

data::migration_set migrations_of(const known_plugin& plugin);
std::vector<route_line> routes_of(const known_plugin& plugin);

plugin_view view_of(const known_plugin& plugin);
std::optional<ui_plugin> ui_of(const known_plugin& plugin, const actor& who, ui_surface surface);

}
