#pragma once

namespace lumbar::data {

// The name of a VFS for the connection that writes: SQLite's own, but that what is written to a write-ahead log is gathered and
// goes to the file in large pieces, the last of them when the log is synced. SQLite writes each page and its 24 bytes of header by
// themselves, which is 350 calls of the system for a group of thirty registrations.
// Whoever reads the log through another connection reads what was committed, and a commit is synced before it is told of.
const char* gathering_log();

}
