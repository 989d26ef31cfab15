#include "db/src/kept_statement.hpp"

#include <lumbar/json.hpp>
#include <lumbar/program_mistake.hpp>

namespace lumbar::data {

namespace {

bound::type slot_of(shape_kind kind) {
    switch (kind) {
    case shape_kind::boolean:
    case shape_kind::integer:
    case shape_kind::time:
        return bound::type::integer;
    case shape_kind::real:
        return bound::type::real;
    default:
        return bound::type::text;
    }
}

column column_for(std::string_view name, const shape& type, std::size_t offset) {
    bool optional = type.kind == shape_kind::optional;
    return {name, optional ? type.element : &type, optional ? &type : nullptr, offset};
}

// Kinds whose empty value is NULL in a table.
bool empty_is_null(shape_kind kind) { return kind == shape_kind::id || kind == shape_kind::date || kind == shape_kind::document; }

void clear(const shape& type, void* to) {
    if (type.kind == shape_kind::id)
        *static_cast<row_id*>(to) = {};
    else if (type.kind == shape_kind::date)
        *static_cast<calendar_date*>(to) = {};
    else
        *static_cast<json_document*>(to) = {};
}

}

std::vector<column> columns_of(const shape& row) {
    std::vector<column> out;
    if (row.kind != shape_kind::object) out.push_back(column_for({}, row, 0));
    for (const shape_member& m : row.members) out.push_back(column_for(m.name, *m.type, m.offset));
    return out;
}

kept_statement::kept_statement(soci::session& session, std::string_view owner, std::string_view sql,
                               std::vector<bound::type> types, const shape* row)
    : owner_(owner), types_(std::move(types)), columns_(row ? columns_of(*row) : std::vector<column>()),
      in_(std::make_unique<slot[]>(types_.size())), out_(std::make_unique<slot[]>(columns_.size())), statement_(session) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        slot& s = out_[i];
        switch (slot_of(columns_[i].type->kind)) {
        case bound::type::integer:
            statement_.exchange(soci::into(s.integer, s.state));
            break;
        case bound::type::real:
            statement_.exchange(soci::into(s.real, s.state));
            break;
        default:
            statement_.exchange(soci::into(s.text, s.state));
            break;
        }
    }
    for (std::size_t i = 0; i < types_.size(); ++i) {
        slot& s = in_[i];
        switch (types_[i]) {
        case bound::type::integer:
            statement_.exchange(soci::use(s.integer, s.state));
            break;
        case bound::type::real:
            statement_.exchange(soci::use(s.real, s.state));
            break;
        default:
            statement_.exchange(soci::use(s.text, s.state));
            break;
        }
    }
    statement_.alloc();
    statement_.prepare(std::string(sql));
    statement_.define_and_bind();
}

bool kept_statement::fits(std::span<const bound> values) const {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i].what != bound::type::null && values[i].what != types_[i]) return false;
    return true;
}

void kept_statement::fill(std::span<const bound> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        slot& s = in_[i];
        const bound& v = values[i];
        s.state = v.what == bound::type::null ? soci::i_null : soci::i_ok;
        switch (v.what) {
        case bound::type::null:
            break;
        case bound::type::integer:
            s.integer = v.integer;
            break;
        case bound::type::real:
            s.real = v.real;
            break;
        case bound::type::text:
            s.text.assign(v.str());
            break;
        }
    }
}

void kept_statement::copy_row(void* row) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const column& c = columns_[i];
        slot& from = out_[i];
        void* to = static_cast<char*>(row) + c.offset;
        if (from.state != soci::i_null)
            store(c, from, c.optional ? c.optional->append(to) : to);
        else if (c.optional)
            c.optional->clear(to);
        else if (empty_is_null(c.type->kind))
            clear(*c.type, to);
        else
            mistake(c, "is NULL, and the member is not optional");
    }
}

void kept_statement::store(const column& c, slot& from, void* to) const {
    const shape& type = *c.type;
    switch (type.kind) {
    case shape_kind::text:
        static_cast<std::string*>(to)->swap(from.text);
        break;
    case shape_kind::id:
        *static_cast<row_id*>(to) = row_id(std::move(from.text));
        break;
    case shape_kind::date:
        static_cast<calendar_date*>(to)->text.swap(from.text);
        break;
    case shape_kind::document:
        static_cast<json_document*>(to)->text.swap(from.text);
        break;
    case shape_kind::boolean:
        type.store(to, from.integer != 0);
        break;
    case shape_kind::integer:
        if (from.integer < type.minimum || from.integer > type.maximum) mistake(c, "holds a number that does not fit the member");
        type.store(to, from.integer);
        break;
    case shape_kind::time:
        static_cast<utc_ms*>(to)->count = from.integer;
        break;
    case shape_kind::real:
        *static_cast<double*>(to) = from.real;
        break;
    case shape_kind::choice:
        for (std::size_t i = 0; i < type.names.size(); ++i)
            if (type.names[i] == from.text) return type.store(to, type.values[i]);
        mistake(c, "holds a word that the enum does not have");
    case shape_kind::list:
    case shape_kind::object:
        if (!read_json(from.text, type, to).empty()) mistake(c, "does not hold the JSON of the member");
        break;
    case shape_kind::optional:
        mistake(c, "is an optional of an optional");
    }
}

void kept_statement::mistake(const column& c, const char* what) const {
    throw program_mistake(owner_ + ": column " + std::string(c.name.empty() ? "1" : c.name) + " " + what);
}

}
