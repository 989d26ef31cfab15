#pragma once

#include <lumbar/problems.hpp>
#include <lumbar/transaction.hpp>

#include <optional>
#include <string>
#include <vector>

// Deleting what a plugin has stored: an act of its own, for a plugin that is off, and never by the way.
//
// What is its own the database itself says, whether its package is still there or not: the tables (on PostgreSQL also the
// functions) whose names begin with its id, as every manifest and SQLite's guard demand. Where the longer id of another plugin
// fits too, or another manifest names the table, it is that one's ("hot_stones_rows" is not of "hot").
//
// Refused, each time with the reason: while it is on; while a plugin that is on depends on it; while a table of somebody else
// refers to its tables; in safe mode; and for sealed records, whatever it takes. Whether there are any, the plugin is asked. When
// it cannot be asked (its package is gone or does not load) what was stored about it at its last start counts, and where nothing
// was stored, any row may be one. A server beside this one that still has the plugin on switches it off within a second.
namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

struct purge_table {
    std::string name;
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(purge_table, (), (name, rows))

struct purge_preview {
    std::string plugin;
    std::string name;
    std::vector<purge_table> tables;
    std::int64_t rows = 0;             // of all of them
    std::vector<std::string> loses;    // sentences: what is gone afterwards
    std::vector<std::string> stays;    // and what is not
    std::vector<std::string> refusals; // why it is not possible now; none: it is
};
BOOST_DESCRIBE_STRUCT(purge_preview, (), (plugin, name, tables, rows, loses, stays, refusals))

struct purge_request {
    std::string confirm; // the plugin's id, as somebody typed it
};
BOOST_DESCRIBE_STRUCT(purge_request, (), (confirm))

// What is remembered of a plugin beyond its package.
struct brought {
    std::string name;
    bool seals = false; // it has at some time answered for sealed records
};
BOOST_DESCRIBE_STRUCT(brought, (), (name, seals))

std::optional<brought> brought_by(read_tx& tx, const std::string& plugin);

// The ids of the plugins of which there is something in the database, sorted.
std::vector<std::string> storing_plugins(read_tx& tx);

}
}
