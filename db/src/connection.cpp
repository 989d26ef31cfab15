#include "db/src/connection.hpp"

#include "db/src/counters.hpp"
#include "db/src/sql_scan.hpp"
#include "db/src/statement_rules.hpp"

#include <lumbar/program_mistake.hpp>

#include <set>
#include <stdexcept>

namespace lumbar::data {

namespace {

void check_text(std::string_view owner, std::string_view sql, std::span<const bound> values) {
    sql_parts parts = scan_statement(sql);
    if (parts.several) throw program_mistake(std::string(owner) + ": one call runs one statement");
    std::set<std::string_view> seen;
    for (std::string_view name : parts.placeholders)
        if (!seen.insert(name).second)
            throw program_mistake(std::string(owner) + ": placeholder :" + std::string(name) + " stands twice; write each once");
    if (parts.placeholders.size() != values.size())
        throw program_mistake(std::string(owner) + ": " + std::to_string(parts.placeholders.size()) + " placeholders, " +
                               std::to_string(values.size()) + " values");
}

void refuse_nul(std::string_view owner, std::span<const bound> values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i].what == bound::type::text && values[i].str().find('\0') != std::string_view::npos)
            throw program_mistake(std::string(owner) + ": value " + std::to_string(i + 1) + " holds a NUL character");
}

}

statement_counts count_statements() { return {counted().prepared.load(), counted().queries.load()}; }

std::size_t connection::key_hash::operator()(const key& k) const noexcept {
    std::size_t h = std::hash<const void*>{}(k.sql) * 31 + std::hash<const void*>{}(k.row);
    return h * 31 + std::hash<std::string>{}(k.owner);
}

kept_statement& connection::find(std::string_view owner, std::string_view sql, std::span<const bound> values, const shape* row) {
    auto& variants = kept_[key{sql.data(), sql.size(), row, std::string(owner)}];
    for (auto& one : variants)
        if (one->count() == values.size() && one->fits(values)) return *one;
    if (variants.empty()) {
        check_text(owner, sql, values);
        check_deeds(owner, sql);
    } else if (variants.front()->count() != values.size())
        throw program_mistake(std::string(owner) + ": wrong number of values");

    std::vector<bound::type> types;
    for (const bound& v : values) types.push_back(v.what);
    // A statement that has so far seen NULL where there is a value now gives way to one that knows the type.
    for (auto one = variants.begin(); one != variants.end(); ++one) {
        std::vector<bound::type> merged = (*one)->types();
        bool same = true;
        for (std::size_t i = 0; i < merged.size() && same; ++i) {
            if (merged[i] == bound::type::null) merged[i] = types[i];
            same = types[i] == bound::type::null || types[i] == merged[i];
        }
        if (!same) continue;
        types = std::move(merged);
        variants.erase(one);
        break;
    }
    add_one(counted().prepared);
    variants.push_back(prepare(owner, sql, std::move(types), row));
    return *variants.back();
}

template <class F>
void connection::guarded(read_tx::context& c, std::string_view sql, std::span<const bound> values, const shape* row, F&& use) {
    if (c.refused) throw *c.refused;
    refuse_nul(c.owner, values);
    speak_for(c.owner);
    before_statement();
    struct timed {
        connection& on;
        ~timed() { on.after_statement(); }
    } end{*this};
    kept_statement* statement = nullptr;
    try {
        statement = &find(c.owner, sql, values, row);
        if (noted_) note(*statement);
        struct running {
            kept_statement& one;
            ~running() { one.reset(); }
        } end_of_run{*statement};
        statement->fill(values);
        add_one(counted().queries);
        use(*statement);
    } catch (const database_error& e) {
        if (statement && !statement->survives_refusal()) retire(*statement);
        throw c.refused.emplace(e);
    }
}

void connection::note(const kept_statement& s) {
    if (const table_use* used = s.used_tables()) noted_->add(*used);
    else noted_->everything = true;
}

void connection::retire(const kept_statement& s) {
    for (auto& [key, variants] : kept_)
        for (auto one = variants.begin(); one != variants.end(); ++one)
            if (one->get() == &s) {
                retired_.push_back(std::move(*one));
                variants.erase(one);
                return;
            }
}

void connection::select(read_tx::context& c, std::string_view sql, std::span<const bound> values, const shape& row,
                        void* (*next)(void*), void* out, std::size_t limit) {
    std::size_t count = 0;
    guarded(c, sql, values, &row, [&](kept_statement& s) {
        for (bool more = s.execute(); more; more = s.fetch()) {
            s.copy_row(next(out));
            if (++count == limit) break;
        }
    });
    if (c.traced) c.trace.push_back(static_cast<std::int64_t>(count));
}

std::int64_t connection::change(read_tx::context& c, std::string_view sql, std::span<const bound> values) {
    std::int64_t changed = 0;
    guarded(c, sql, values, nullptr, [&](kept_statement& s) {
        s.execute();
        changed = s.changed();
    });
    if (c.traced) c.trace.push_back(changed);
    return changed;
}

}
