#pragma once

#include "db/src/kept_statement.hpp"

#include <lumbar/database_error.hpp>

#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lumbar::data {

struct result_freer {
    void operator()(PGresult* one) const { PQclear(one); }
};
using postgresql_result = std::unique_ptr<PGresult, result_freer>;

// Prepared on libpq's own handle: values go as texts, columns are read where the answer has them. Its connection runs it, which may
// send something before it in the same breath.
class postgresql_statement final : public kept_statement {
public:
    using runner = std::function<postgresql_result(const char* name, const std::vector<const char*>& values)>;
    // Says what the server answered, or that it did not, in our words.
    using fault_maker = std::function<database_error(const PGresult*)>;
    // Throws what `fault` makes, and program_mistake when the statement is not what it is used for.
    postgresql_statement(PGconn* on, std::string_view owner, std::string_view sql, std::size_t count, const shape* row, runner run,
                         fault_maker fault);
    ~postgresql_statement() override;

    // The server refuses for ever what was prepared for a table that has been changed since.
    bool survives_refusal() const override { return false; }

    void fill(std::span<const bound> values) override;
    bool execute() override;
    bool fetch() override { return ++row_ < PQntuples(answer_.get()); }
    void copy_row(void* row) override;
    std::int64_t changed() override;
    void reset() noexcept override { answer_.reset(); }

private:
    void describe();
    void deallocate() noexcept;
    void copy_number(const column& c, std::string_view text, void* to) const;

    PGconn* on_;
    std::string name_;
    runner run_;
    fault_maker fault_;
    std::vector<std::string> texts_; // the values, each ended by the NUL that libpq looks for
    std::vector<const char*> values_;
    postgresql_result answer_;
    int row_ = 0;
};

}
