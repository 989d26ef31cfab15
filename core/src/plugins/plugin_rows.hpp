#pragma once

#include "core/src/plugins/manifest.hpp"

#include <lumbar/transaction.hpp>

// What the database remembers of plugins. `state` is what the clinic wants (enabled, disabled), what the
// supervisor has found (quarantined) or where switching on stopped (enabling, failed), not what a process has made of it.
namespace lumbar::plugins {

struct plugin_row {
    std::string id;
    std::string version;
    std::string state;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(plugin_row, (), (id, version, state, reason))

std::vector<plugin_row> plugin_rows(read_tx& tx);

// Grows by one with each change of a row; 0 before the first.
std::int64_t plugin_generation(read_tx& tx);

// Sets the row and returns the new generation.
std::int64_t set_plugin_row(write_tx& tx, const plugin_row& row);

// The permissions that the plugin has brought so far, by name.
std::vector<std::string> granted_before(read_tx& tx, const std::string& plugin);

// Gives each permission that the plugin has not brought before to the roles that its manifest suggests. What an admin has taken
// away since stays taken away.
void grant_new_permissions(write_tx& tx, const manifest& of);

}
