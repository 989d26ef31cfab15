#pragma once

#include "db/src/kept_statement.hpp"

#include <lumbar/database_error.hpp>

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <functional>
#include <memory>

namespace lumbar::data {

// A SOCI statement, bound once to slots of its own.
class postgresql_statement final : public kept_statement {
public:
    // Says what the server answered (null: nothing) or what SOCI threw (null: nothing) in our words.
    using fault_maker = std::function<database_error(const PGresult*, const soci::soci_error*)>;
    // `types` are those of the values; null types take a text slot that stays NULL. Throws what `fault` makes, and program_mistake
    // when the statement is not what it is used for.
    postgresql_statement(soci::session& session, PGconn* on, std::string_view owner, std::string_view sql, std::vector<bound::type> types,
                         const shape* row, fault_maker fault);

    // A NULL fits every slot, and a slot that has only seen NULL fits no value.
    bool fits(std::span<const bound> values) const override;
    std::vector<bound::type> types() const override { return types_; }
    // SOCI leaks the bound texts of a statement that failed when it runs again.
    bool survives_refusal() const override { return false; }

    void fill(std::span<const bound> values) override;
    bool execute() override;
    bool fetch() override;
    void copy_row(void* row) override;
    std::int64_t changed() override { return statement_.get_affected_rows(); }
    void reset() noexcept override;

private:
    struct slot {
        long long integer = 0;
        double real = 0;
        std::string text;
        soci::indicator state = soci::i_ok;
    };

    soci::postgresql_statement_backend& back_end();
    template <class F>
    auto told(F&& f);

    std::vector<bound::type> types_;
    std::unique_ptr<slot[]> in_; // before statement_, which refers to them
    std::unique_ptr<slot[]> out_;
    soci::statement statement_;
    fault_maker fault_;
};

}
