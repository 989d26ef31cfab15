#include "db/src/storage_check.hpp"

#include "db/src/postgresql_connection.hpp"
#include "db/src/sqlite_connection.hpp"
#include "db/src/sqlite_file.hpp"

#include <filesystem>

namespace lumbar::data {

namespace {

storage_report examine_sqlite(const std::string& file) {
    storage_report found;
    if (!std::filesystem::exists(file)) {
        found.storage.push_back("there is no database at " + file);
        return found;
    }
    sqlite_connection on(file, sqlite_connection::use::reading, std::chrono::hours(1));
    for (const auto& row : on.raw("PRAGMA integrity_check(20)"))
        if (row[0] != "ok") found.storage.push_back("the database file is damaged: " + row[0]);
    for (const auto& row : on.raw("PRAGMA foreign_key_check"))
        found.references.push_back("a row of " + row[0] + " refers to a row of " + row[2] + " that is not there");
    if (found.storage.empty() && on.raw("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").empty())
        found.storage.push_back("the file holds no Lumbar database");
    return found;
}

// Each row: what it is about, in words, and a statement that counts what is wrong. PostgreSQL quotes the names itself.
constexpr const char* references_asked = R"(
    SELECT format('rows of %s refer to rows of %s that are not there', c.conrelid::regclass, c.confrelid::regclass),
           format('SELECT count(*) FROM %s a WHERE %s AND NOT EXISTS (SELECT 1 FROM %s b WHERE %s)', c.conrelid::regclass,
                  string_agg(format('a.%I IS NOT NULL', x.attname), ' AND '), c.confrelid::regclass,
                  string_agg(format('a.%I = b.%I', x.attname, y.attname), ' AND '))
    FROM pg_constraint c
    CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (own, other)
    JOIN pg_attribute x ON x.attrelid = c.conrelid AND x.attnum = k.own
    JOIN pg_attribute y ON y.attrelid = c.confrelid AND y.attnum = k.other
    WHERE c.contype = 'f' AND c.connamespace::regnamespace::text = ANY (current_schemas(false))
    GROUP BY c.oid, c.conrelid, c.confrelid)";

constexpr const char* rules_asked = R"(
    SELECT format('rows of %s break its rule %s', conrelid::regclass, conname),
           format('SELECT count(*) FROM %s WHERE NOT (%s)', conrelid::regclass, pg_get_expr(conbin, conrelid))
    FROM pg_constraint
    WHERE contype = 'c' AND conrelid <> 0 AND connamespace::regnamespace::text = ANY (current_schemas(false))
    UNION ALL
    SELECT format('keys of %s stand there more than once (%s)', c.conrelid::regclass, c.conname),
           format('SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1) twice', c.conrelid::regclass,
                  string_agg(format('%I IS NOT NULL', x.attname), ' AND '), string_agg(quote_ident(x.attname), ', '))
    FROM pg_constraint c
    JOIN pg_attribute x ON x.attrelid = c.conrelid AND x.attnum = ANY (c.conkey)
    WHERE c.contype IN ('p', 'u') AND c.connamespace::regnamespace::text = ANY (current_schemas(false))
    GROUP BY c.oid, c.conrelid, c.conname)";

void count_each(connection& on, std::string_view asked, std::vector<std::string>& found) {
    for (const auto& one : on.raw(asked))
        if (auto count = on.raw(one[1])[0][0]; count != "0") found.push_back(count + " " + one[0]);
}

storage_report examine_postgresql(const std::string& url) {
    constexpr std::chrono::hours enough{1};
    postgresql_connection on(url, {enough, std::chrono::seconds(5), enough});
    storage_report found;
    // The rows themselves are looked at, not what an index says of them.
    for (const char* way : {"enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"})
        on.raw(std::string("SET ") + way + " = off");
    bool journal = false;
    for (const auto& row :
         on.raw("SELECT quote_ident(tablename), tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))")) {
        journal = journal || row[1] == "migrations";
        try {
            on.raw("SELECT sum(length(t::text)) FROM " + row[0] + " t");
        } catch (const database_error& e) {
            found.storage.push_back("the table " + row[1] + " cannot be read: " + e.what());
        }
    }
    if (!journal) found.storage.push_back("the database holds no Lumbar tables");
    for (const auto& row : on.raw("SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                                  " WHERE NOT (i.indisvalid AND i.indisready)"
                                  " AND c.relnamespace::regnamespace::text = ANY (current_schemas(false))"))
        found.storage.push_back("the index " + row[0] + " is not complete");
    if (!found.storage.empty()) return found;
    count_each(on, references_asked, found.references);
    count_each(on, rules_asked, found.rules);
    return found;
}

}

storage_report examine_storage(const std::string& url) {
    return url.starts_with("sqlite://") ? examine_sqlite(sqlite_path(url)) : examine_postgresql(url);
}

std::vector<std::string> check_storage(const std::string& url) {
    auto report = examine_storage(url);
    auto all = std::move(report.storage);
    all.insert(all.end(), report.references.begin(), report.references.end());
    all.insert(all.end(), report.rules.begin(), report.rules.end());
    return all;
}

}
