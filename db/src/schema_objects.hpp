#pragma once

#include <lumbar/database.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

// The schema's own parts by their names, for what no fixed statement can say: which tables there are, what is in them, and to
// drop them. Names come from the database's own catalogue and never from a person.
namespace lumbar {
namespace [[gnu::visibility("default")]] data {

struct schema_object {
    std::string kind; // "VIEW", "TABLE", on PostgreSQL also "FUNCTION", "SEQUENCE", "TYPE"
    std::string name;
    std::string said; // as SQL says it: quoted, a function with its arguments
};

// Those whose name begins so, in the order in which they can be dropped. What goes with its table (an index, a trigger, a
// serial's sequence) is not listed.
std::vector<schema_object> objects_beginning(read_tx& tx, const std::string& start);

// Rows of a table or view.
std::int64_t count_rows(read_tx& tx, const schema_object& table);

// Which table refers to which by a foreign key: {referring, referred to}, each pair once.
std::vector<std::pair<std::string, std::string>> references(read_tx& tx);

// Calls `take` with each row of a table as a JSON object, a member per column in the table's order, few rows in memory at a
// time. Numbers are exact; bytes are hexadecimal text.
void each_row(read_tx& tx, const schema_object& table, const std::function<void(std::string_view json)>& take);

// Runs `change` in one transaction of the role that owns the schema, while nothing else of this process writes and nobody
// migrates: it may drop_objects(). It may run again after a conflict on PostgreSQL; on SQLite foreign keys are not checked
// meanwhile. What it throws undoes all and comes out.
void change_schema(database& db, const caller& who, const std::function<void(write_tx&)>& change);

// Inside change_schema(): these objects are gone, whatever rows they hold and however they refer to each other. Refused
// (database_error) on PostgreSQL while something else needs one of them.
void drop_objects(write_tx& tx, const std::vector<schema_object>& all);

// Inside change_schema(): the owner's migrations count as never applied.
void forget_migrations(write_tx& tx, const std::string& owner);

}
}
