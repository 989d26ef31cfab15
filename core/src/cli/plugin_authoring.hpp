#pragma once

#include <string>

// What the authors of plugins use: it needs no clinic.
namespace lumbar::cli {

// Writes the folder `parent`/ID: a plugin with one route, table, permission and screen, and its tests. Refuses an id that the
// server would refuse, and a folder that is there already. Throws std::runtime_error with one sentence.
void make_plugin(const std::string& id, const std::string& parent);

// Does with a package what a server would do with it: reads, loads, migrates, starts and stops it, on an empty database that
// is gone afterwards (an SQLite file, or the empty PostgreSQL database at `database_url`). What it depends on is taken from
// beside it. Throws with the reason that an admin would see. Returns what the package brings, a line each.
std::string check_plugin(const std::string& folder, const std::string& database_url);

// The JSON Schema of manifest.json.
std::string manifest_schema();

}
