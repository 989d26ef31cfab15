#pragma once

#include "db/src/sqlite_connection.hpp"

namespace lumbar::data {

// Installs the authorizer and the time limit on a connection, once: setting an authorizer again would expire every kept
// statement. `rules` outlives the connection. It guards against mistakes, not against malice.
void guard(sqlite_api::sqlite3* connection, sqlite_rules& rules);

}
