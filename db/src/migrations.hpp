#pragma once

#include <lumbar/database.hpp>

#include <string>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// "0002_form_signatures.sql" runs on both back ends; "0002_form_signatures.postgresql.sql" and ".sqlite.sql" run after it,
// in the same transaction, on the one that they name. Numbers start at 1 and have no gaps.
struct migration_file {
    std::string name;
    std::string sql;
};

struct migration_set {
    std::string owner; // "core" or a plugin's id
    std::vector<migration_file> files;
};

// The numbered files that core carries inside itself.
migration_set core_migrations();

// Brings the schema of each owner up to its files: every number in one transaction of its own, in order, one process at a
// time. Throws std::runtime_error with one sentence, and changes nothing of that number, when a file that was applied is
// changed or missing, when the database is newer than the files, or when a statement fails. Returns the names applied now.
std::vector<std::string> migrate(database& db, const std::vector<migration_set>& sets);

// What is missing of one owner's files and then `run`, all in one transaction: when anything throws, or the process dies, neither
// the schema nor the data have changed. `run` has the time of any other write, and may run more than once. Refuses as migrate().
void migrate_and_write(database& db, const migration_set& set, const caller& who, const std::function<void(write_tx&)>& run);

// What migrate() would apply, as "owner/name"; refuses as it does.
std::vector<std::string> pending_migrations(database& db, const std::vector<migration_set>& sets);

// How the journal differs from the files: sentences, none when all of each set is applied and unchanged.
std::vector<std::string> journal_faults(read_tx& tx, const std::vector<migration_set>& sets);

}
}
