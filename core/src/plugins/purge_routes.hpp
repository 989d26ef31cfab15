#pragma once

#include "core/src/plugins/purge.hpp"
#include "core/src/plugins/views.hpp"

#include <lumbar/route.hpp>

namespace lumbar::plugins {

// It counts all rows and asks the plugin: slow work.
std::optional<purge_preview> show_purge(const request& req, database& db);

// NDJSON: a line that names the tables with their rows, a line for each row, and {"end":true}, without which it is not whole.
response export_stored(const request& req, database& db);

response purge(const request& req, const purge_request& given, database& db);

// Says of each whether there is something of it in the database.
void tell_who_stores(read_tx& tx, std::vector<plugin_view>& all);

}
