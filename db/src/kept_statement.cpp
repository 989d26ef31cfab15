#include "db/src/kept_statement.hpp"

#include <lumbar/json.hpp>
#include <lumbar/program_mistake.hpp>

namespace lumbar::data {

namespace {

column column_for(std::string_view name, const shape& type, std::size_t offset) {
    bool optional = type.kind == shape_kind::optional;
    return {name, optional ? type.element : &type, optional ? &type : nullptr, offset};
}

}

std::vector<column> columns_of(const shape& row) {
    std::vector<column> out;
    if (row.kind != shape_kind::object) out.push_back(column_for({}, row, 0));
    for (const shape_member& m : row.members) out.push_back(column_for(m.name, *m.type, m.offset));
    return out;
}

void kept_statement::check(std::size_t takes, const std::vector<std::string_view>& found) const {
    if (takes != count_)
        throw program_mistake(owner_ + ": the statement takes " + std::to_string(takes) + " values, " + std::to_string(count_) +
                              " were given");
    if (columns_.empty()) return;
    if (columns_.size() != found.size())
        throw program_mistake(owner_ + ": the row has " + std::to_string(columns_.size()) + " members, the statement " +
                              std::to_string(found.size()) + " columns");
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (!columns_[i].name.empty() && columns_[i].name != found[i])
            throw program_mistake(owner_ + ": column " + std::to_string(i + 1) + " is " + std::string(found[i]) +
                                  ", the member is " + std::string(columns_[i].name));
}

bound::type kept_statement::kept_as(const column& c) {
    switch (c.type->kind) {
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

void* kept_statement::place(const column& c, void* row) {
    void* to = static_cast<char*>(row) + c.offset;
    return c.optional ? c.optional->append(to) : to;
}

void kept_statement::put_null(const column& c, void* row) const {
    void* to = static_cast<char*>(row) + c.offset;
    if (c.optional) return c.optional->clear(to);
    switch (c.type->kind) {
    case shape_kind::id:
        *static_cast<row_id*>(to) = {};
        break;
    case shape_kind::date:
        static_cast<calendar_date*>(to)->text.clear();
        break;
    case shape_kind::document:
        static_cast<json_document*>(to)->text.clear();
        break;
    default:
        mistake(c, "is NULL, and the member is not optional");
    }
}

void kept_statement::put(const column& c, std::int64_t from, void* to) const {
    const shape& type = *c.type;
    switch (type.kind) {
    case shape_kind::time:
        static_cast<utc_ms*>(to)->count = from;
        break;
    case shape_kind::boolean:
        type.store(to, from != 0);
        break;
    default:
        if (from < type.minimum || from > type.maximum) mistake(c, "holds a number that does not fit the member");
        type.store(to, from);
    }
}

void kept_statement::put(const column&, double from, void* to) const { *static_cast<double*>(to) = from; }

void kept_statement::put(const column& c, std::string_view from, void* to) const {
    const shape& type = *c.type;
    switch (type.kind) {
    case shape_kind::text:
        static_cast<std::string*>(to)->assign(from);
        break;
    case shape_kind::id:
        if (from.size() > row_id::longest) mistake(c, "holds a text that is no id");
        *static_cast<row_id*>(to) = row_id(from);
        break;
    case shape_kind::date:
        static_cast<calendar_date*>(to)->text.assign(from);
        break;
    case shape_kind::document:
        static_cast<json_document*>(to)->text.assign(from);
        break;
    case shape_kind::choice:
        for (std::size_t i = 0; i < type.names.size(); ++i)
            if (type.names[i] == from) return type.store(to, type.values[i]);
        mistake(c, "holds a word that the enum does not have");
    case shape_kind::list:
    case shape_kind::object:
        if (!read_json(from, type, to).empty()) mistake(c, "does not hold the JSON of the member");
        break;
    default:
        mistake(c, "is an optional of an optional");
    }
}

void kept_statement::mistake(const column& c, const char* what) const {
    throw program_mistake(owner_ + ": column " + std::string(c.name.empty() ? "1" : c.name) + " " + what);
}

}
