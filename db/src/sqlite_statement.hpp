#pragma once

#include "db/src/kept_statement.hpp"
#include "db/src/table_clock.hpp"

#include <lumbar/database_error.hpp>

#include <soci/sqlite3/soci-sqlite3.h>

#include <functional>

namespace lumbar::data {

// Kept on SQLite's own handle: values are bound where they stand and columns read where SQLite has them. SOCI's statement copies
// both once more, which was a seventh of a read.
class sqlite_statement final : public kept_statement {
public:
    // `fault` makes the error of the last call. Throws it, and program_mistake when the statement is not what it is used for.
    // Which tables it uses stands in `uses` once it is made: the guard has seen them.
    using fault_maker = std::function<database_error()>;
    sqlite_statement(sqlite_api::sqlite3* on, std::string_view owner, std::string_view sql, std::size_t count, const shape* row,
                     fault_maker fault);

    table_use uses;
    ~sqlite_statement() override;

    void fill(std::span<const bound> values) override;
    bool execute() override { return step(); }
    bool fetch() override { return step(); }
    void copy_row(void* row) override;
    std::int64_t changed() override;
    const table_use* used_tables() const override { return &uses; }
    void reset() noexcept override;

private:
    bool step();

    sqlite_api::sqlite3* on_;
    sqlite_api::sqlite3_stmt* statement_ = nullptr;
    fault_maker fault_;
};

}
