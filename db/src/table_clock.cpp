#include "db/src/table_clock.hpp"

#include <algorithm>

namespace lumbar::data {

void table_set::add(const table_set& others) {
    if (bits_.size() < others.bits_.size()) bits_.resize(others.bits_.size());
    for (std::size_t i = 0; i < others.bits_.size(); ++i) bits_[i] |= others.bits_[i];
}

bool table_set::empty() const {
    return std::ranges::all_of(bits_, [](std::uint64_t some) { return some == 0; });
}

void table_use::add(const table_use& other) {
    reads.add(other.reads);
    adds_to.add(other.adds_to);
    changes.add(other.changes);
    everything = everything || other.everything;
}

void table_use::clear() {
    reads.clear();
    adds_to.clear();
    changes.clear();
    everything = false;
}

bool table_clock::any_case::operator()(std::string_view a, std::string_view b) const {
    const auto small = [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : int{c}; };
    return std::ranges::lexicographical_compare(a, b, {}, small, small);
}

table_number table_clock::number_of(std::string_view table) {
    std::lock_guard lock(mutex_);
    const auto known = numbers_.find(table);
    if (known != numbers_.end()) return known->second;
    const auto number = static_cast<table_number>(stamps_.size());
    stamps_.emplace_back();
    numbers_.emplace(table, number);
    return number;
}

std::optional<table_number> table_clock::known(std::string_view table) const {
    std::lock_guard lock(mutex_);
    const auto found = numbers_.find(table);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

void table_clock::strike(const table_use& written, std::uint64_t commit) {
    std::lock_guard lock(mutex_);
    if (written.everything) everything_ = commit;
    written.changes.each([&](table_number table) { stamps_[table].changed = commit; });
    written.adds_to.each([&](table_number table) { stamps_[table].grew = commit; });
}

bool table_clock::still(const table_set& tables, std::initializer_list<std::string_view> may_grow, std::uint64_t commit) const {
    std::lock_guard lock(mutex_);
    table_set growing;
    for (const auto name : may_grow)
        if (const auto found = numbers_.find(name); found != numbers_.end()) growing.add(found->second);
    bool same = everything_ <= commit;
    tables.each([&](table_number table) {
        const stamp& last = stamps_[table];
        same = same && last.changed <= commit && (last.grew <= commit || growing.contains(table));
    });
    return same;
}

}
