#pragma once

#include <lumbar/transaction.hpp>

#include <soci/soci.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar::data {

// One column of a result and where its value goes in a row's struct.
struct column {
    std::string_view name; // empty for the only column of a scalar: any name will do
    const shape* type;     // never an optional
    const shape* optional; // the optional round it, or null
    std::size_t offset;
};
std::vector<column> columns_of(const shape& row);

// A prepared statement of one connection, bound once to slots of its own. Fill, execute, copy row after row, reset.
class kept_statement {
public:
    // `types` are those of the values; null types take a text slot that stays NULL. `row` is null for a statement without a
    // result.
    kept_statement(soci::session& session, std::string_view owner, std::string_view sql, std::vector<bound::type> types,
                   const shape* row);

    // True when `values` fit the slots; a NULL fits every slot, and a slot that has only seen NULL fits no value.
    bool fits(std::span<const bound> values) const;
    const std::vector<bound::type>& types() const { return types_; }

    void fill(std::span<const bound> values);
    bool execute() { return statement_.execute(true); }
    bool fetch() { return statement_.fetch(); }
    std::int64_t changed() { return statement_.get_affected_rows(); }
    // Takes the texts out of the slots: once per fetched row.
    void copy_row(void* row);

    soci::details::statement_backend* back_end() { return statement_.get_backend(); }
    const std::vector<column>& columns() const { return columns_; }

private:
    struct slot {
        long long integer = 0;
        double real = 0;
        std::string text;
        soci::indicator state = soci::i_ok;
    };

    void store(const column& c, slot& from, void* to) const;
    [[noreturn]] void mistake(const column& c, const char* what) const;

    std::string owner_;
    std::vector<bound::type> types_;
    std::vector<column> columns_;
    std::unique_ptr<slot[]> in_; // before statement_, which refers to them
    std::unique_ptr<slot[]> out_;
    soci::statement statement_;
};

}
