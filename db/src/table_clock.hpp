#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar::data {

using table_number = std::uint16_t;

// Tables by their number in a table_clock, each once.
class table_set {
public:
    void add(table_number table) {
        const std::size_t at = table / 64;
        if (at >= bits_.size()) bits_.resize(at + 1);
        bits_[at] |= std::uint64_t{1} << (table % 64);
    }
    void add(const table_set& others);
    void clear() { bits_.clear(); }
    bool contains(table_number table) const { return table / 64 < bits_.size() && (bits_[table / 64] >> (table % 64) & 1); }
    bool empty() const;
    template <class F>
    void each(F&& f) const {
        for (std::size_t at = 0; at < bits_.size(); ++at)
            for (auto left = bits_[at]; left; left &= left - 1) f(static_cast<table_number>(64 * at + static_cast<std::size_t>(__builtin_ctzll(left))));
    }

private:
    std::vector<std::uint64_t> bits_;
};

// What a statement, or a transaction, does to tables. A row that is only added is told apart: whoever asks for rows by keys that
// others refer to has all of them already.
struct table_use {
    table_set reads;
    table_set adds_to;
    table_set changes; // rows that were there: changed, replaced or removed
    bool everything = false; // it cannot be told

    void add(const table_use& other);
    void clear();
};

// By which commit each table of one SQLite database was last written. Safe to use from any thread. A table is the same whatever
// the case of its letters, as it is to SQLite.
class table_clock {
public:
    table_number number_of(std::string_view table);
    // Empty for a table that no statement has used.
    std::optional<table_number> known(std::string_view table) const;
    // Before commit `commit` is told of anywhere.
    void strike(const table_use& written, std::uint64_t commit);
    // Grows whenever tables may have been made or changed: what a statement uses is another thing then.
    std::uint64_t schema() const { return schema_.load(std::memory_order_acquire); }
    void schema_changed() { schema_.fetch_add(1, std::memory_order_acq_rel); }
    // Whether no commit after `commit` has changed one of `tables`, nor added to one that is not in `may_grow`.
    bool still(const table_set& tables, std::initializer_list<std::string_view> may_grow, std::uint64_t commit) const;

private:
    struct any_case {
        using is_transparent = void;
        bool operator()(std::string_view a, std::string_view b) const;
    };
    struct stamp {
        std::uint64_t changed = 0;
        std::uint64_t grew = 0;
    };
    mutable std::mutex mutex_;
    std::map<std::string, table_number, any_case> numbers_;
    std::vector<stamp> stamps_; // by number
    std::uint64_t everything_ = 0;
    std::atomic<std::uint64_t> schema_{0};
};

}
