#include "db/src/postgresql_statement.hpp"

namespace lumbar::data {

soci::postgresql_statement_backend& postgresql_statement::back_end() {
    return *static_cast<soci::postgresql_statement_backend*>(statement_.get_backend());
}

template <class F>
auto postgresql_statement::told(F&& f) {
    try {
        return f();
    } catch (const soci::soci_error& e) {
        const PGresult* held = nullptr;
        if (statement_.get_backend()) held = back_end().result_;
        throw fault_(held, &e);
    }
}

postgresql_statement::postgresql_statement(soci::session& session, PGconn* on, std::string_view owner, std::string_view sql,
                                           std::vector<bound::type> types, const shape* row, fault_maker fault)
    : kept_statement(owner, types.size(), row), types_(std::move(types)), in_(std::make_unique<slot[]>(types_.size())),
      out_(std::make_unique<slot[]>(columns().size())), statement_(session), fault_(std::move(fault)) {
    for (std::size_t i = 0; i < columns().size(); ++i) {
        slot& s = out_[i];
        switch (kept_as(columns()[i])) {
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
    told([&] {
        statement_.alloc();
        statement_.prepare(std::string(sql));
        statement_.define_and_bind();
    });
    const std::unique_ptr<PGresult, decltype(&PQclear)> described(PQdescribePrepared(on, back_end().statementName_.c_str()), &PQclear);
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) throw fault_(described.get(), nullptr);
    std::vector<std::string_view> names;
    for (int i = 0; i < PQnfields(described.get()); ++i) names.emplace_back(PQfname(described.get(), i));
    check(static_cast<std::size_t>(PQnparams(described.get())), names);
}

bool postgresql_statement::fits(std::span<const bound> values) const {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i].what != bound::type::null && values[i].what != types_[i]) return false;
    return true;
}

void postgresql_statement::fill(std::span<const bound> values) {
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

bool postgresql_statement::execute() {
    return told([&] { return statement_.execute(true); });
}

bool postgresql_statement::fetch() {
    return told([&] { return statement_.fetch(); });
}

void postgresql_statement::copy_row(void* row) {
    for (std::size_t i = 0; i < columns().size(); ++i) {
        const column& c = columns()[i];
        const slot& from = out_[i];
        if (from.state == soci::i_null) {
            put_null(c, row);
            continue;
        }
        void* to = place(c, row);
        switch (kept_as(c)) {
        case bound::type::integer:
            put(c, static_cast<std::int64_t>(from.integer), to);
            break;
        case bound::type::real:
            put(c, from.real, to);
            break;
        default:
            put(c, std::string_view(from.text), to);
        }
    }
}

void postgresql_statement::reset() noexcept { back_end().result_.reset(); }

}
