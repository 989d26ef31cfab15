#include "core/src/cli/check_command.hpp"

#include "core/src/application/application.hpp"
#include "core/src/audit/chain.hpp"
#include "core/src/cli/daily_backup.hpp"
#include "db/src/storage_check.hpp"

#include <iostream>

namespace lumbar::cli {
namespace {

using findings = std::vector<std::string>;

struct examined {
    std::string good;   // what was looked at, in words, when nothing was found
    findings found;
};

caller as_system() {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    return c;
}

std::string counted(std::int64_t count, const std::string& what) { return std::to_string(count) + " " + what; }

std::int64_t number(read_tx& tx, sql_text sql) { return tx.value<std::int64_t>(sql).value_or(0); }

void name_visits(read_tx& tx, sql_text sql, const std::string& what, findings& found) {
    for (const auto& visit : tx.rows<row_id>(sql)) found.push_back("visit " + visit + " " + what);
}

// At most a few of each kind are named: the first tell enough.
examined visits(read_tx& tx) {
    examined all;
    name_visits(tx, R"(
        SELECT appointment
        FROM (SELECT appointment, from_ms, MAX(to_ms) OVER (PARTITION BY kind, resource ORDER BY from_ms, appointment
                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_until
              FROM claims) AS c
        WHERE taken_until > from_ms
        ORDER BY appointment
        LIMIT 5)", "overlaps another", all.found);
    name_visits(tx, R"(
        SELECT v.id
        FROM appointments v
        WHERE v.status NOT IN ('cancelled', 'no_show') AND 3 <> (
            SELECT COUNT(*)
            FROM claims c
            WHERE c.appointment = v.id AND c.from_ms = v.starts_at AND c.to_ms = v.ends_at
                AND ((c.kind = 'practitioner' AND c.resource = v.practitioner) OR (c.kind = 'room' AND c.resource = v.room)
                     OR (c.kind = 'client' AND c.resource = v.client)))
        ORDER BY v.id
        LIMIT 5)", "does not hold its time", all.found);
    name_visits(tx, R"(
        SELECT v.id
        FROM appointments v
        WHERE v.status IN ('cancelled', 'no_show') AND EXISTS (SELECT 1 FROM claims c WHERE c.appointment = v.id)
        ORDER BY v.id
        LIMIT 5)", "is not held and takes up time", all.found);
    all.good = counted(number(tx, "SELECT COUNT(*) FROM appointments"), "visits hold their times, none overlap");
    return all;
}

examined events(read_tx& tx) {
    examined all;
    const auto newest = number(tx, "SELECT value FROM counters WHERE name = 'outbox'");
    auto beyond = [&](sql_text sql, const std::string& what) {
        if (const auto count = number(tx, sql); count > 0) all.found.push_back(counted(count, what) + " beyond the newest number");
    };
    beyond(R"(
        SELECT COUNT(*)
        FROM outbox
        WHERE seq > (SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = 'outbox'))", "events");
    beyond(R"(
        SELECT COUNT(*)
        FROM outbox_cursors
        WHERE seq > (SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = 'outbox'))", "readers of events");
    beyond("SELECT COUNT(*) FROM outbox WHERE seq < 1", "events before the first, and so");
    all.good = counted(newest, "events in order, ") + counted(number(tx, "SELECT COUNT(*) FROM parked_events"), "parked");
    return all;
}

examined schema(read_tx& tx, const plugins::host& host) {
    auto sets = host.migrations();
    std::erase_if(sets, [&](const data::migration_set& set) {
        return !tx.value<std::int64_t>("SELECT 1 FROM migrations WHERE owner = :owner LIMIT 1", set.owner);
    });
    sets.insert(sets.begin(), data::core_migrations());
    return {counted(number(tx, "SELECT COUNT(*) FROM migrations"), "migrations are those of this program"),
            data::journal_faults(tx, sets)};
}

examined sealed(read_tx& tx, const plugins::host& host) {
    examined all;
    for (const auto& one : host.sealed_records(tx)) {
        if (!one.unchecked.empty()) all.found.push_back(one.unchecked);
        for (const auto& id : one.state.changed)
            all.found.push_back("the record " + id + " of " + one.plugin + " is not as it was sealed");
        all.good += (all.good.empty() ? "" : ", ") + counted(one.state.looked_at, "of " + one.plugin);
    }
    all.good = all.good.empty() ? "there are none" : all.good + " are as they were sealed";
    return all;
}

// The newest backup that the server made by itself: young enough, and whole.
examined backups(const configuration::config& settings) {
    if (settings.backup_folder.empty()) return {"none are made by themselves: backup.folder is not set", {}};
    const auto newest = newest_backup(settings);
    if (!newest) return {{}, {"there is none in " + settings.backup_folder}};
    examined all;
    if (newest->age >= std::chrono::hours(48)) all.found.push_back("the newest, " + newest->file + ", is older than 48 hours");
    all.good = "the newest, " + newest->file + ", is whole";
    try {
        verify_backup(settings, newest->file);
    } catch (const std::exception& fault) {
        all.found.push_back(fault.what());
    }
    return all;
}

class report {
public:
    void line(const std::string& name, const std::function<examined()>& look) {
        examined all;
        try {
            all = look();
        } catch (const std::exception& fault) {
            all.found = {std::string("could not be looked at: ") + fault.what()};
        }
        if (all.found.empty()) std::cout << "ok     " << name << ": " << all.good << "\n";
        for (const auto& one : all.found) std::cout << "FOUND  " << name << ": " << one << "\n";
        found_ += all.found.size();
    }
    std::size_t found() const { return found_; }

private:
    std::size_t found_ = 0;
};

// The head file as it is before the log is read: the log goes on meanwhile.
std::optional<audit::chain_head> head_beside(const configuration::config& settings, const std::string& named) {
    auto head = audit::read_head(named.empty() ? audit::head_file_in(settings.data_folder) : named);
    if (!head && !named.empty()) throw std::runtime_error("There is no file " + named + ".");
    return head;
}

std::string said_of(const audit::verification& log, const std::optional<audit::chain_head>& head) {
    std::string words = counted(log.entries, "entries");
    if (log.unsealed > 0) words += ", and " + counted(log.unsealed, "that are about to be sealed");
    if (!head)
        return words + "; no head file lies beside it (a new or a restored clinic), so only its own mark tells where it ends";
    const auto younger = log.entries - head->seq;
    words += "; the head file of " + to_text(head->at);
    return words + (younger > 0 ? " is " + counted(younger, "entries old and agrees") : " agrees");
}

}

int verify_audit(const common_flags& flags, const std::string& head_file) {
    const auto settings = flags.settings();
    open_key(settings);
    const auto head = head_beside(settings, head_file);
    const auto found = audit::verify(*open_to_read(settings), head);
    if (!found.intact) {
        std::cerr << "The audit log is not intact. " << found.finding << "\n";
        return 1;
    }
    std::cout << "The audit log is intact: " << said_of(found, head) << ".\n";
    return 0;
}

int check_data(const common_flags& flags) {
    const auto settings = flags.settings();
    open_key(settings);
    data::storage_report storage;
    report all;
    all.line("storage", [&] {
        storage = data::examine_storage(configuration::database_url_of(settings));
        return examined{"every page, index and row can be read", storage.storage};
    });
    if (all.found() > 0) return 1;  // what damaged pages say is not worth asking
    all.line("references", [&] { return examined{"no row refers to one that is not there", storage.references}; });
    all.line("rules", [&] { return examined{"no row breaks a rule or a key of its table", storage.rules}; });

    auto db = open_to_read(settings);
    http::route_table table;
    http::asset_table files;
    plugins::host host({*db, table, files, {}, {}}, {plugin_folder_of(settings), settings.data_folder, {}, core_routes(), {}});
    host.load();
    auto reading = [&](auto look) { return [&db, look] { return db->read(as_system(), look); }; };
    all.line("schema", reading([&](read_tx& tx) { return schema(tx, host); }));
    all.line("visits", reading(visits));
    all.line("events", reading(events));
    all.line("sealed records", reading([&](read_tx& tx) { return sealed(tx, host); }));
    all.line("audit log", [&] {
        const auto head = head_beside(settings, {});
        const auto log = audit::verify(*db, head);
        return examined{said_of(log, head), log.intact ? findings{} : findings{log.finding}};
    });
    all.line("backups", [&] { return backups(settings); });
    return all.found() == 0 ? 0 : 1;
}

}
