#pragma once

#include <lumbar/transaction.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace lumbar::data {

struct table_use;

// One column of a result and where its value goes in a row's struct.
struct column {
    std::string_view name; // empty for the only column of a scalar: any name will do
    const shape* type;     // never an optional
    const shape* optional; // the optional round it, or null
    std::size_t offset;
};
std::vector<column> columns_of(const shape& row);

// A prepared statement of one connection. Fill, execute, copy row after row, reset. What the store refuses is a database_error.
class kept_statement {
public:
    virtual ~kept_statement() = default;
    kept_statement(const kept_statement&) = delete;
    kept_statement& operator=(const kept_statement&) = delete;

    // How many values it takes.
    std::size_t count() const { return count_; }
    // True when values of these types can be filled in; otherwise a statement for them is made beside this one.
    virtual bool fits(std::span<const bound>) const { return true; }
    // What fits, where that matters; otherwise empty.
    virtual std::vector<bound::type> types() const { return {}; }
    // False when it must be made anew after a refusal.
    virtual bool survives_refusal() const { return true; }

    // `values` live until reset().
    virtual void fill(std::span<const bound> values) = 0;
    // True while there is a row to copy.
    virtual bool execute() = 0;
    virtual bool fetch() = 0;
    // Once per row.
    virtual void copy_row(void* row) = 0;
    virtual std::int64_t changed() = 0;
    // What it does to which tables; null: not known.
    virtual const table_use* used_tables() const { return nullptr; }
    // Lets go of the snapshot and of the values.
    virtual void reset() noexcept = 0;

protected:
    // `row` is null for a statement without a result.
    kept_statement(std::string_view owner, std::size_t count, const shape* row)
        : owner_(owner), columns_(row ? columns_of(*row) : std::vector<column>()), count_(count) {}

    // Compares a fresh statement with what it is used for. `found` are its columns' names.
    void check(std::size_t takes, const std::vector<std::string_view>& found) const;

    const std::string& owner() const { return owner_; }
    const std::vector<column>& columns() const { return columns_; }

    // Where a value that is there goes, and what to do about one that is not.
    static void* place(const column& c, void* row);
    void put_null(const column& c, void* row) const;
    // `to` is place()'s. Which of the three: kept_as(c).
    static bound::type kept_as(const column& c);
    void put(const column& c, std::int64_t from, void* to) const;
    void put(const column& c, double from, void* to) const;
    void put(const column& c, std::string_view from, void* to) const;

    [[noreturn]] void mistake(const column& c, const char* what) const;

private:
    std::string owner_;
    std::vector<column> columns_;
    std::size_t count_;
};

}
