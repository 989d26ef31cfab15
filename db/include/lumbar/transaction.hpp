#pragma once

#include <lumbar/actor.hpp>
#include <lumbar/json.hpp>
#include <lumbar/shape.hpp>

#include <chrono>
#include <span>

namespace soci { class session; }

namespace [[gnu::visibility("default")]] lumbar {

enum class dialect { sqlite, postgresql };

// SQL written in the source. It cannot be made at run time, so nothing a person typed can become part of it.
// Values are bound to :name placeholders in the order in which they stand; a name is used once per statement.
class sql_text {
public:
    template <std::size_t N>
    consteval sql_text(const char (&literal)[N]) : text_(literal, N - 1) {}
    constexpr std::string_view str() const { return text_; }

private:
    std::string_view text_;
};

// One bound value. Text is referred to, not copied: it lives for the call. JSON made for the call is held.
struct bound {
    enum class type { null, integer, real, text } what = type::null;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text = {};
    std::string json = {};

    std::string_view str() const { return json.empty() ? text : std::string_view(json); }
};

template <class T>
bound bind(const T& v) {
    if constexpr (std::is_same_v<T, std::nullopt_t>) return {};
    else if constexpr (detail::optional_of<T>::value) return v ? bind(*v) : bound{};
    else if constexpr (std::is_same_v<T, row_id>) return v.empty() ? bound{} : bound{bound::type::text, 0, 0, v.str(), {}};
    else if constexpr (std::is_same_v<T, utc_ms>) return {bound::type::integer, v.count};
    else if constexpr (std::is_same_v<T, calendar_date> || std::is_same_v<T, json_document>)
        return v.text.empty() ? bound{} : bound{bound::type::text, 0, 0, v.text, {}};
    else if constexpr (detail::list_of<T>::value || described<T>) {
        bound b{bound::type::text};
        append_json(b.json, v);
        return b;
    } else if constexpr (std::is_enum_v<T>) {
        const shape& s = shape_of<T>();
        for (std::size_t i = 0; i < s.values.size(); ++i)
            if (s.values[i] == static_cast<std::int64_t>(v)) return {bound::type::text, 0, 0, s.names[i], {}};
        return {};
    } else if constexpr (std::is_integral_v<T>) return {bound::type::integer, static_cast<std::int64_t>(v)};
    else if constexpr (std::is_floating_point_v<T>) return {bound::type::real, 0, static_cast<double>(v)};
    else return {bound::type::text, 0, 0, std::string_view(v), {}};
}

// What the rows of a query are: rows<T> fills a T per row, T a described struct (one column per member, same names, same
// order) or a scalar (one column). A list or object member, and a list or object given as a value, is JSON in a TEXT column.
// An empty row_id, calendar_date or json_document is NULL in the table and back.
//
// Every call may throw database_error (database_error.hpp). A wrong column count or name, a NULL for a member that is not
// optional, a repeated placeholder or a wrong number of values throws program_mistake (program_mistake.hpp), which names the
// statement's owner and the column, never a value.
class read_tx {
public:
    read_tx(const read_tx&) = delete;
    read_tx& operator=(const read_tx&) = delete;

    template <class T, class... A>
    std::vector<T> rows(sql_text sql, const A&... args) {
        std::vector<T> out;
        const bound values[] = {bind(args)..., bound{}};
        select(sql, {values, sizeof...(A)}, shape_of<T>(), [](void* list) -> void* {
            return &static_cast<std::vector<T>*>(list)->emplace_back();
        }, &out, 0);
        return out;
    }

    // The first row; empty when there is none. Further rows are not read.
    template <class T, class... A>
    std::optional<T> row(sql_text sql, const A&... args) {
        std::optional<T> out;
        const bound values[] = {bind(args)..., bound{}};
        select(sql, {values, sizeof...(A)}, shape_of<T>(), [](void* one) -> void* {
            return &static_cast<std::optional<T>*>(one)->emplace();
        }, &out, 1);
        return out;
    }

    // The first column of the first row; empty when there is no row.
    template <class T, class... A>
    std::optional<T> value(sql_text sql, const A&... args) {
        static_assert(!described<T>, "value<T>() reads one column; row<T>() reads a struct");
        return row<T>(sql, args...);
    }

    // The moment this transaction answers for: the same on every run of a write that runs again.
    utc_ms now() const { return now_; }
    const lumbar::actor& actor() const { return *actor_; }
    lumbar::dialect dialect() const { return dialect_; }

    // True in a read: nothing it sees can be taken back. False in a write, which may see what it changed itself.
    bool sees_only_committed() const;

    // Says whose record this call reads or changes, for the audit row. The last word counts; without one the route's
    // {client} stands in. Empty `object` leaves the object as the route's own.
    void about(row_id client, row_id object = {});

    // The bare session, for what the calls above cannot say. Never a soci::row, never bulk vectors (README of db). Ask for it
    // anew for each statement, which is stopped when the request's time is over; one that is left open refuses the request.
    soci::session& sql();

    // The kernel's own side of this call; nothing a plugin can use.
    struct context;
    context& kernel() const { return *context_; }

protected:
    read_tx(context& c, const lumbar::actor& who, lumbar::dialect d, utc_ms now)
        : context_(&c), actor_(&who), dialect_(d), now_(now) {}
    ~read_tx() = default;
    friend struct context;

    void select(sql_text sql, std::span<const bound> values, const shape& row, void* (*next)(void*), void* out, std::size_t limit);

    context* context_;
    const lumbar::actor* actor_;
    lumbar::dialect dialect_;
    utc_ms now_;
};

// A transaction that writes. Its function may run more than once before it is durable: take time, ids and randomness from
// here, and do nothing that a second run would do twice.
class write_tx : public read_tx {
public:
    // Rows changed. A plugin reads every table and writes its own, those named <its id>_*; any other statement is refused.
    template <class... A>
    std::int64_t execute(sql_text sql, const A&... args) {
        const bound values[] = {bind(args)..., bound{}};
        return change(sql, {values, sizeof...(A)});
    }

    // The same ids, in the same order, on every run of this write.
    row_id new_id();
    // `bytes` random bytes as lower-case hex, from the system's generator; the same on every run of this write.
    std::string new_secret(std::size_t bytes = 32);

    // Tells subscribers after the commit: at least once, in order. E is a described struct of ids and enums with
    // `static constexpr std::string_view event`; no health text.
    template <class E>
    void emit(const E& happened) { emit_event(E::event, shape_of<E>(), &happened); }

    // Names a field that this write changed, for the audit row. Names only, never values.
    void changed(std::string_view field);

protected:
    using read_tx::read_tx;
    ~write_tx() = default;

    std::int64_t change(sql_text sql, std::span<const bound> values);
    void emit_event(std::string_view event, const shape& type, const void* happened);
};

}
