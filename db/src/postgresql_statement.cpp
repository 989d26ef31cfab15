#include "db/src/postgresql_statement.hpp"

#include "db/src/sql_scan.hpp"

#include <atomic>
#include <charconv>
#include <cmath>

namespace lumbar::data {

namespace {

std::string next_name() {
    static std::atomic<std::uint64_t> last{0};
    return "kept" + std::to_string(++last);
}

// The placeholders as the server knows them: :name in the order in which they stand is $1, $2 …
std::string numbered(std::string_view sql) {
    std::string out;
    const char* from = sql.data();
    int number = 0;
    for (std::string_view name : scan_statement(sql).placeholders) {
        out.append(from, name.data() - 1);
        out.append("$").append(std::to_string(++number));
        from = name.data() + name.size();
    }
    return out.append(from, sql.data() + sql.size());
}

template <class T>
void write(std::string& text, T number) {
    char digits[32];
    text.assign(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

template <class T>
bool read(std::string_view text, T& number) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc() && end == text.data() + text.size();
}

}

postgresql_statement::postgresql_statement(PGconn* on, std::string_view owner, std::string_view sql, std::size_t count, const shape* row,
                                           runner run, fault_maker fault)
    : kept_statement(owner, count, row), on_(on), name_(next_name()), run_(std::move(run)), fault_(std::move(fault)), texts_(count),
      values_(count) {
    const postgresql_result prepared(PQprepare(on_, name_.c_str(), numbered(sql).c_str(), 0, nullptr));
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) throw fault_(prepared.get());
    try {
        describe();
    } catch (...) {
        deallocate();
        throw;
    }
}

void postgresql_statement::describe() {
    const postgresql_result described(PQdescribePrepared(on_, name_.c_str()));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) throw fault_(described.get());
    std::vector<std::string_view> names;
    for (int i = 0; i < PQnfields(described.get()); ++i) names.emplace_back(PQfname(described.get(), i));
    check(static_cast<std::size_t>(PQnparams(described.get())), names);
}

postgresql_statement::~postgresql_statement() { deallocate(); }

void postgresql_statement::deallocate() noexcept {
    const auto now = PQtransactionStatus(on_);
    if (now == PQTRANS_IDLE || now == PQTRANS_INTRANS) PQclear(PQexec(on_, ("DEALLOCATE " + name_).c_str()));
}

void postgresql_statement::fill(std::span<const bound> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bound& v = values[i];
        std::string& text = texts_[i];
        switch (v.what) {
        case bound::type::null:
            values_[i] = nullptr;
            continue;
        case bound::type::integer:
            write(text, v.integer);
            break;
        case bound::type::real:
            // Whole numbers without an exponent: a BIGINT takes them too.
            if (v.real == std::trunc(v.real) && std::abs(v.real) < 1e15) write(text, static_cast<std::int64_t>(v.real));
            else write(text, v.real);
            break;
        case bound::type::text:
            text.assign(v.str());
            break;
        }
        values_[i] = text.c_str();
    }
}

bool postgresql_statement::execute() {
    answer_ = run_(name_.c_str(), values_);
    const auto status = PQresultStatus(answer_.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) throw fault_(answer_.get());
    row_ = 0;
    return PQntuples(answer_.get()) > 0;
}

std::int64_t postgresql_statement::changed() {
    std::int64_t rows = 0;
    read(std::string_view(PQcmdTuples(answer_.get())), rows);
    return rows;
}

void postgresql_statement::copy_row(void* row) {
    int at = -1;
    for (const column& c : columns()) {
        ++at;
        if (PQgetisnull(answer_.get(), row_, at)) {
            put_null(c, row);
            continue;
        }
        const std::string_view text(PQgetvalue(answer_.get(), row_, at), static_cast<std::size_t>(PQgetlength(answer_.get(), row_, at)));
        void* to = place(c, row);
        if (kept_as(c) == bound::type::text) put(c, text, to);
        else copy_number(c, text, to);
    }
}

void postgresql_statement::copy_number(const column& c, std::string_view text, void* to) const {
    if (kept_as(c) == bound::type::real) {
        double number = 0;
        if (!read(text, number)) mistake(c, "does not hold a number");
        return put(c, number, to);
    }
    std::int64_t number = text == "t";
    if (text != "t" && text != "f" && !read(text, number)) mistake(c, "does not hold a whole number");
    put(c, number, to);
}

}
