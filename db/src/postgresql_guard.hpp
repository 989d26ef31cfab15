#pragma once

#include <soci/postgresql/soci-postgresql.h>
#include <soci/session.h>

namespace lumbar::data {

// SOCI's PostgreSQL, but begin(), commit() and rollback() of a session (soci::transaction calls them) throw a database_error:
// the data layer alone begins and ends a transaction, on the handle itself.
const soci::backend_factory& guarded_postgresql();
// The libpq handle of a session that was opened with it.
PGconn* handle_of(soci::session& opened);

}
