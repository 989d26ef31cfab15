#include "db/src/sqlite_statement.hpp"

namespace lumbar::data {

using namespace sqlite_api;

sqlite_statement::sqlite_statement(sqlite3* on, std::string_view owner, std::string_view sql, std::size_t count, const shape* row,
                                   fault_maker fault)
    : kept_statement(owner, count, row), on_(on), fault_(std::move(fault)) {
    if (sqlite3_prepare_v3(on_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement_, nullptr)) throw fault_();
    std::vector<std::string_view> names;
    for (int i = 0; i < sqlite3_column_count(statement_); ++i) names.emplace_back(sqlite3_column_name(statement_, i));
    try {
        check(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_)), names);
    } catch (...) {
        sqlite3_finalize(statement_);
        throw;
    }
}

sqlite_statement::~sqlite_statement() { sqlite3_finalize(statement_); }

void sqlite_statement::fill(std::span<const bound> values) {
    int at = 0;
    for (const bound& v : values) {
        ++at;
        int code = SQLITE_OK;
        switch (v.what) {
        case bound::type::null:
            code = sqlite3_bind_null(statement_, at);
            break;
        case bound::type::integer:
            code = sqlite3_bind_int64(statement_, at, v.integer);
            break;
        case bound::type::real:
            code = sqlite3_bind_double(statement_, at, v.real);
            break;
        case bound::type::text:
            const std::string_view text = v.str();
            // An empty text may have no place, and SQLite takes that for NULL. Without a destructor it does not copy.
            code = sqlite3_bind_text64(statement_, at, text.data() ? text.data() : "", text.size(), nullptr, SQLITE_UTF8);
            break;
        }
        if (code) throw fault_();
    }
}

bool sqlite_statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw fault_();
}

void sqlite_statement::copy_row(void* row) {
    int at = -1;
    for (const column& c : columns()) {
        ++at;
        if (sqlite3_column_type(statement_, at) == SQLITE_NULL) {
            put_null(c, row);
            continue;
        }
        void* to = place(c, row);
        switch (kept_as(c)) {
        case bound::type::integer:
            put(c, static_cast<std::int64_t>(sqlite3_column_int64(statement_, at)), to);
            break;
        case bound::type::real:
            put(c, sqlite3_column_double(statement_, at), to);
            break;
        default:
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, at));
            if (!text) throw fault_(); // no memory to turn it into text
            put(c, std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, at))), to);
        }
    }
}

std::int64_t sqlite_statement::changed() { return sqlite3_changes(on_); }

void sqlite_statement::reset() noexcept {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

}
