#pragma once

#include "core/src/plugins/host_parts.hpp"
#include "core/src/plugins/purge.hpp"
#include "db/src/schema_objects.hpp"

// What purging and exporting share.
namespace lumbar::plugins {

// Whose a table can be.
struct claims {
    std::vector<std::string> ids; // of all plugins that were ever heard of
    std::vector<std::string> core_tables;
    std::vector<std::pair<std::string, std::string>> named; // {plugin, table} of the manifests at hand
};
claims everybody(read_tx& tx, const std::vector<std::shared_ptr<known_plugin>>& here, const std::vector<http::mount>& core);

// What the plugin has made, in the order in which it can be dropped; its tables alone, by name.
std::vector<data::schema_object> own_objects(read_tx& tx, const manifest& of, const claims& all);
std::vector<data::schema_object> own_tables(read_tx& tx, const manifest& of, const claims& all);

// The id of the plugin that the table belongs to; empty: core's.
std::string owner_of(const std::string& table, const claims& all);

bool stores_anything(read_tx& tx, const std::string& plugin);

// Those that the plugin has brought at some time.
std::vector<std::string> permissions_of(read_tx& tx, const manifest& of);

bool is_off(plugin_state state);

// The first line of an export.
struct export_head {
    std::string plugin;
    std::string version;
    utc_ms at;
    std::vector<purge_table> tables;
};
BOOST_DESCRIBE_STRUCT(export_head, (), (plugin, version, at, tables))

}
