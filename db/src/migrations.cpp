#include "db/src/migrations.hpp"

#include "core_migrations_data_files.hpp"
#include "db/src/back_end.hpp"
#include "db/src/new_ids.hpp"
#include "db/src/runs.hpp"
#include "db/src/sha256.hpp"
#include "db/src/sql_scan.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>

namespace lumbar::data {

namespace {

// The files of one number: the one for both back ends, then the one for this back end.
struct step {
    int number = 0;
    std::vector<const migration_file*> files;
};

[[noreturn]] void refuse(const std::string& sentence) { throw std::runtime_error(sentence); }

bool ends_with(std::string_view text, std::string_view end) { return text.size() > end.size() && text.ends_with(end); }

// 0 for a name that is not NNNN_words.sql.
int number_of(std::string_view name) {
    int number = 0;
    auto [end, error] = std::from_chars(name.data(), name.data() + std::min<std::size_t>(name.size(), 4), number);
    bool good = error == std::errc() && end == name.data() + 4 && name.size() > 9 && name[4] == '_' && ends_with(name, ".sql");
    return good ? number : 0;
}

bool is_for(std::string_view name, dialect d) {
    if (ends_with(name, ".sqlite.sql")) return d == dialect::sqlite;
    if (ends_with(name, ".postgresql.sql")) return d == dialect::postgresql;
    return true;
}

bool is_common(std::string_view name) { return is_for(name, dialect::sqlite) && is_for(name, dialect::postgresql); }

std::vector<step> steps_of(const migration_set& set, dialect d) {
    std::map<int, step> by_number;
    for (const auto& file : set.files) {
        int number = number_of(file.name);
        if (number == 0) refuse(set.owner + ": the migration " + file.name + " is not named NNNN_words.sql");
        auto& one = by_number[number];
        one.number = number;
        if (!is_for(file.name, d)) continue;
        if (is_common(file.name))
            one.files.insert(one.files.begin(), &file);
        else
            one.files.push_back(&file);
        if (one.files.size() > 2 || (one.files.size() == 2 && is_common(one.files[1]->name)))
            refuse(set.owner + ": two migrations have the number " + std::to_string(number));
    }
    std::vector<step> out;
    for (auto& [number, one] : by_number) {
        if (number != static_cast<int>(out.size()) + 1)
            refuse(set.owner + ": the migration number " + std::to_string(out.size() + 1) + " is missing");
        out.push_back(std::move(one));
    }
    return out;
}

void make_journal(connection& on) {
    on.raw("CREATE TABLE IF NOT EXISTS migrations (owner TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL,"
           " applied_at BIGINT NOT NULL, PRIMARY KEY (owner, name))");
}

bool has_journal(connection& on) {
    return !on.raw(on.dialect() == dialect::sqlite
                       ? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
                       : "SELECT 1 FROM pg_tables WHERE tablename = 'migrations' AND schemaname = ANY (current_schemas(false))")
                .empty();
}

// Names and checksums of what was applied.
using journal_of_owner = std::map<std::string, std::string>;

// Refuses a journal that does not fit the files; returns how many steps are applied.
std::size_t applied_steps(journal_of_owner journal, const migration_set& set, const std::vector<step>& steps) {
    std::size_t done = 0;
    for (const auto& one : steps) {
        for (const auto* file : one.files) {
            auto found = journal.find(file->name);
            if (found == journal.end()) continue;
            if (found->second != sha256_hex(file->sql))
                refuse(set.owner + ": the migration " + file->name +
                       " was changed after it was applied; put the old file back and add a new one");
            journal.erase(found);
            done = static_cast<std::size_t>(one.number);
        }
    }
    for (const auto& [name, sum] : journal) {
        if (number_of(name) > static_cast<int>(steps.size()))
            refuse(set.owner + ": the database is newer than this program (it has " + name + "); start the newer version");
        refuse(set.owner + ": the migration " + name + " was applied but its file is missing; put it back");
    }
    return done;
}

std::size_t applied_steps(connection& on, const migration_set& set, const std::vector<step>& steps) {
    journal_of_owner journal;
    for (auto& row : on.raw("SELECT name, checksum FROM migrations WHERE owner = $1", {set.owner})) journal[row[0]] = row[1];
    return applied_steps(std::move(journal), set, steps);
}

struct journal_line {
    std::string name;
    std::string checksum;
};
BOOST_DESCRIBE_STRUCT(journal_line, (), (name, checksum))

// Inside an open transaction, which a throw leaves to the caller: it names the file.
void run_step(back_end& db, connection& on, const migration_set& set, const step& one) {
    std::string running;
    try {
        for (const auto* file : one.files) {
            running = file->name;
            db.migrating(on, true);
            on.speak_for(set.owner);
            for (auto statement : split_statements(file->sql)) on.raw(statement);
            on.speak_for({});
            on.raw("INSERT INTO migrations (owner, name, checksum, applied_at) VALUES ($1, $2, $3, CAST($4 AS BIGINT))",
                   {set.owner, file->name, sha256_hex(file->sql), std::to_string(db.now().count)});
        }
        db.migrating(on, false);
    } catch (const std::exception& e) {
        on.speak_for({});
        db.migrating(on, false);
        if (auto* fault = dynamic_cast<const database_error*>(&e); fault && fault->fault() == database_fault::conflict) throw;
        refuse(set.owner + ": the migration " + running + " failed and changed nothing: " + e.what());
    }
}

void apply(back_end& db, connection& on, const migration_set& set, const step& one) {
    try {
        on.raw(on.dialect() == dialect::sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
        run_step(db, on, set, one);
        on.raw("COMMIT");
    } catch (...) {
        on.roll_back();
        throw;
    }
}

using written = std::function<void(write_tx&)>;

void run_on(back_end& db, connection& on, const caller& who, recording& record, const written& run, bool twice) {
    db.allow(on, db.options().write_budget);
    run_write(on, who, record, run, twice);
}

// All of the set that is missing, then `run`, in the one transaction that is begun here.
void migrate_and_run(back_end& db, connection& on, const migration_set& set, const caller& who, recording& record,
                     const written& run) {
    const auto steps = steps_of(set, on.dialect());
    try {
        on.begin_write(false);
        for (std::size_t i = applied_steps(on, set, steps); i < steps.size(); ++i) run_step(db, on, set, steps[i]);
        run_on(db, on, who, record, run, db.options().run_writes_twice);
        if (db.options().before_commit && on.dialect() == dialect::sqlite) {
            recording own{db.now(), {}, {}};
            caller server;
            server.who = {.kind = actor_kind::system, .name = "Lumbar"};
            run_on(db, on, server, own, db.options().before_commit, false);
        }
        on.commit();
    } catch (...) {
        on.roll_back();
        throw;
    }
}

back_end& inside(database& db) { return dynamic_cast<back_end&>(db); }

}

migration_set core_migrations() {
    migration_set set{"core", {}};
    for (auto path : core_migrations_data::files())
        set.files.push_back({std::string(path.substr(path.rfind('/') + 1)), std::string(core_migrations_data::file(path))});
    return set;
}

std::vector<std::string> migrate(database& db, const std::vector<migration_set>& sets) {
    std::vector<std::string> applied;
    inside(db).exclusively([&](connection& on) {
        on.speak_for({});
        make_journal(on);
        for (const auto& set : sets) {
            auto steps = steps_of(set, db.dialect());
            for (std::size_t i = applied_steps(on, set, steps); i < steps.size(); ++i) {
                apply(inside(db), on, set, steps[i]);
                for (const auto* file : steps[i].files) applied.push_back(set.owner + "/" + file->name);
            }
        }
    });
    return applied;
}

void migrate_and_write(database& db, const migration_set& set, const caller& who, const std::function<void(write_tx&)>& run) {
    recording record{db.now(), {}, {}};
    inside(db).exclusively([&](connection& on) {
        on.speak_for({});
        make_journal(on);
        for (int tries_left = 3;; --tries_left) {
            try {
                return migrate_and_run(inside(db), on, set, who, record, run);
            } catch (const database_error& e) {
                if (e.fault() != database_fault::conflict || tries_left == 0) throw;
            }
        }
    });
}

std::vector<std::string> pending_migrations(database& db, const std::vector<migration_set>& sets) {
    std::vector<std::string> pending;
    inside(db).exclusively([&](connection& on) {
        on.speak_for({});
        bool journal = has_journal(on);
        for (const auto& set : sets) {
            auto steps = steps_of(set, db.dialect());
            for (std::size_t i = journal ? applied_steps(on, set, steps) : 0; i < steps.size(); ++i)
                for (const auto* file : steps[i].files) pending.push_back(set.owner + "/" + file->name);
        }
    });
    return pending;
}

std::vector<std::string> journal_faults(read_tx& tx, const std::vector<migration_set>& sets) {
    std::vector<std::string> found;
    for (const auto& set : sets) {
        try {
            journal_of_owner journal;
            for (auto& line : tx.rows<journal_line>("SELECT name, checksum FROM migrations WHERE owner = :owner", set.owner))
                journal[line.name] = line.checksum;
            const auto steps = steps_of(set, tx.dialect());
            if (const auto done = applied_steps(std::move(journal), set, steps); done < steps.size())
                found.push_back(set.owner + ": number " + std::to_string(done + 1) + " of its migrations is not applied yet");
        } catch (const database_error&) {
            throw;
        } catch (const std::runtime_error& refusal) {
            found.push_back(refusal.what());
        }
    }
    return found;
}

}
