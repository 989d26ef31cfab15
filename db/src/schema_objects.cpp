#include "db/src/schema_objects.hpp"

#include "db/src/back_end.hpp"
#include "db/src/runs.hpp"
#include "db/src/sqlite_connection.hpp"

#include <lumbar/json.hpp>

#include <sodium.h>

#include <charconv>
#include <cmath>
#include <thread>

namespace lumbar::data {

namespace {

using namespace sqlite_api;

// Each row: kind, name, how SQL says it. What came with an extension is nobody's.
constexpr const char* sqlite_objects = R"(
    SELECT upper(type), name, '"' || replace(name, '"', '""') || '"'
    FROM sqlite_master
    WHERE type IN ('table', 'view') AND substr(name, 1, length($1)) = $1
    ORDER BY type DESC, name)";

constexpr const char* postgresql_objects = R"(
    WITH here AS (SELECT oid FROM pg_namespace WHERE nspname = ANY (current_schemas(false)))
    SELECT kind, name, said FROM (
        SELECT 1 AS step, 'VIEW' AS kind, c.relname::text AS name, format('%I', c.relname) AS said
        FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace IN (SELECT oid FROM here)
        UNION ALL
        SELECT 2, 'TABLE', c.relname::text, format('%I', c.relname)
        FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN (SELECT oid FROM here)
        UNION ALL
        SELECT 3, 'FUNCTION', p.proname::text, p.oid::regprocedure::text
        FROM pg_proc p WHERE p.prokind = 'f' AND p.pronamespace IN (SELECT oid FROM here)
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        UNION ALL
        SELECT 4, 'SEQUENCE', c.relname::text, format('%I', c.relname)
        FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace IN (SELECT oid FROM here)
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
        UNION ALL
        SELECT 5, 'TYPE', t.typname::text, format('%I', t.typname)
        FROM pg_type t WHERE t.typtype IN ('e', 'd') AND t.typnamespace IN (SELECT oid FROM here)
    ) found
    WHERE left(name, length($1)) = $1
    ORDER BY step, name)";

constexpr const char* sqlite_references = R"(
    SELECT DISTINCT m.name, f."table"
    FROM sqlite_master m, pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table'
    ORDER BY 1, 2)";

constexpr const char* postgresql_references = R"(
    SELECT DISTINCT a.relname, b.relname
    FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
    WHERE c.contype = 'f'
    ORDER BY 1, 2)";

// The connection under a transaction, speaking for the data layer itself.
connection& inside(read_tx& tx) {
    connection& on = *tx.kernel().link;
    on.speak_for({});
    return on;
}

bool on_sqlite(read_tx& tx) { return tx.dialect() == lumbar::dialect::sqlite; }

void append_number(std::string& out, double value) {
    char text[32];
    if (!std::isfinite(value))
        out += "null";
    else
        out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void append_bytes(std::string& out, sqlite3_stmt* row, int column) {
    static constexpr char digits[] = "0123456789abcdef";
    const auto* bytes = static_cast<const unsigned char*>(sqlite3_column_blob(row, column));
    out += '"';
    for (int i = 0; i < sqlite3_column_bytes(row, column); ++i)
        out.append(1, digits[bytes[i] >> 4]).append(1, digits[bytes[i] & 15]);
    out += '"';
}

void append_value(std::string& out, sqlite3_stmt* row, int column) {
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        out += std::to_string(sqlite3_column_int64(row, column));
        break;
    case SQLITE_FLOAT:
        append_number(out, sqlite3_column_double(row, column));
        break;
    case SQLITE_NULL:
        out += "null";
        break;
    case SQLITE_BLOB:
        append_bytes(out, row, column);
        break;
    default:
        append_json_text(out, {reinterpret_cast<const char*>(sqlite3_column_text(row, column)),
                               static_cast<std::size_t>(sqlite3_column_bytes(row, column))});
    }
}

void each_sqlite_row(sqlite_connection& on, const std::string& said, const std::function<void(std::string_view)>& take) {
    sqlite3_stmt* row = nullptr;
    const std::string sql = "SELECT * FROM " + said;
    auto fail = [&] {
        throw database_error(database_fault::failed, std::string("a table cannot be read: ") + sqlite3_errmsg(on.handle()));
    };
    if (sqlite3_prepare_v2(on.handle(), sql.c_str(), -1, &row, nullptr)) fail();
    struct closed {
        sqlite3_stmt* s;
        ~closed() { sqlite3_finalize(s); }
    } end{row};
    std::string json;
    int code;
    while ((code = sqlite3_step(row)) == SQLITE_ROW) {
        json = "{";
        for (int i = 0; i < sqlite3_column_count(row); ++i) {
            if (i > 0) json += ',';
            append_json_text(json, sqlite3_column_name(row, i));
            append_value(json += ':', row, i);
        }
        take(json += '}');
    }
    if (code != SQLITE_DONE) fail();
}

// In parts: the client library would hold a whole answer in memory.
void each_postgresql_row(connection& on, const std::string& said, const std::function<void(std::string_view)>& take) {
    on.raw("DECLARE each_row NO SCROLL CURSOR FOR SELECT row_to_json(t)::text FROM " + said + " t");
    for (;;) {
        const auto rows = on.raw("FETCH 500 FROM each_row");
        if (rows.empty()) break;
        for (const auto& row : rows) take(row[0]);
    }
    on.raw("CLOSE each_row");
}

// Emptied first: a table that is dropped with its rows is copied into memory page by page, to be able to take the statement back.
void drop_sqlite_table(connection& on, const schema_object& table) {
    constexpr const char* triggers = R"(
        SELECT '"' || replace(name, '"', '""') || '"'
        FROM sqlite_master
        WHERE type = 'trigger' AND tbl_name = $1)";
    for (const auto& row : on.raw(triggers, {table.name})) on.raw("DROP TRIGGER " + row[0]);
    on.raw("DELETE FROM " + table.said);
    on.raw("DROP TABLE " + table.said);
}

const caller& the_server() {
    static const caller who{{.kind = actor_kind::system, .name = "Lumbar"}};
    return who;
}

void change_once(back_end& db, connection& on, const caller& who, recording& record,
                 const std::function<void(write_tx&)>& change) {
    const auto& options = db.options();
    on.begin_write(false);
    run_write(on, who, record, change, false);
    if (on.dialect() == lumbar::dialect::sqlite && options.before_commit) {
        recording sealing{record.now, {}, {}};
        run_write(on, the_server(), sealing, options.before_commit, false);
    }
    on.commit();
}

// SQLite checks a foreign key for each row of a table that it drops; what refers to what has been looked at before.
class without_foreign_keys {
public:
    explicit without_foreign_keys(connection& on) : on_(on) { say("PRAGMA foreign_keys = OFF"); }
    ~without_foreign_keys() {
        on_.roll_back();
        say("PRAGMA foreign_keys = ON");
    }
    without_foreign_keys(const without_foreign_keys&) = delete;
    without_foreign_keys& operator=(const without_foreign_keys&) = delete;

private:
    void say(std::string_view pragma) {
        on_.speak_for({});
        if (on_.dialect() == lumbar::dialect::sqlite) on_.raw(pragma);
    }
    connection& on_;
};

}

std::vector<schema_object> objects_beginning(read_tx& tx, const std::string& start) {
    std::vector<schema_object> found;
    for (auto& row : inside(tx).raw(on_sqlite(tx) ? sqlite_objects : postgresql_objects, {start}))
        found.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2])});
    return found;
}

std::int64_t count_rows(read_tx& tx, const schema_object& table) {
    return std::stoll(inside(tx).raw("SELECT count(*) FROM " + table.said)[0][0]);
}

std::vector<std::pair<std::string, std::string>> references(read_tx& tx) {
    std::vector<std::pair<std::string, std::string>> found;
    for (auto& row : inside(tx).raw(on_sqlite(tx) ? sqlite_references : postgresql_references))
        found.emplace_back(std::move(row[0]), std::move(row[1]));
    return found;
}

void each_row(read_tx& tx, const schema_object& table, const std::function<void(std::string_view json)>& take) {
    connection& on = inside(tx);
    if (on_sqlite(tx))
        each_sqlite_row(static_cast<sqlite_connection&>(on), table.said, take);
    else
        each_postgresql_row(on, table.said, take);
}

void change_schema(database& db, const caller& who, const std::function<void(write_tx&)>& change) {
    constexpr int most_tries = 4;
    auto& store = dynamic_cast<back_end&>(db);
    recording record{db.now(), {}, {}};
    store.exclusively([&](connection& on) {
        without_foreign_keys here(on);
        for (int tried = 1;; ++tried) {
            if (auto* file = dynamic_cast<sqlite_connection*>(&on)) file->allow(std::chrono::minutes(10));
            try {
                return change_once(store, on, who, record, change);
            } catch (const database_error& e) {
                on.roll_back();
                if (e.fault() != database_fault::conflict || tried == most_tries) throw;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1 + randombytes_uniform(50)));
        }
    });
}

void drop_objects(write_tx& tx, const std::vector<schema_object>& all) {
    connection& on = inside(tx);
    // Together: tables that refer to each other can only go so on PostgreSQL.
    std::string tables;
    auto drop_tables = [&] {
        if (!tables.empty()) on.raw("DROP TABLE " + std::exchange(tables, {}));
    };
    for (const auto& one : all) {
        if (one.kind != "TABLE") {
            drop_tables();
            on.raw("DROP " + one.kind + " " + one.said);
        } else if (on_sqlite(tx)) {
            drop_sqlite_table(on, one);
        } else {
            tables += (tables.empty() ? "" : ", ") + one.said;
        }
    }
    drop_tables();
}

void forget_migrations(write_tx& tx, const std::string& owner) {
    inside(tx).raw("DELETE FROM migrations WHERE owner = $1", {owner});
}

}
