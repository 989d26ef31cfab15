#include "db/src/postgresql_guard.hpp"

#include <lumbar/database_error.hpp>

#include <memory>

namespace lumbar::data {

namespace {

// SOCI does not export its class for inheriting from it: this one holds it.
class guarded final : public soci::details::session_backend {
public:
    explicit guarded(session_backend* real) : real_(static_cast<soci::postgresql_session_backend*>(real)) {}

    PGconn* handle() const { return real_->conn_; }

    bool is_connected() override { return base().is_connected(); }
    void begin() override { refuse(); }
    void commit() override { refuse(); }
    void rollback() override { refuse(); }
    bool get_next_sequence_value(soci::session& s, const std::string& name, long long& value) override {
        return base().get_next_sequence_value(s, name, value);
    }
    std::string get_dummy_from_table() const override { return base().get_dummy_from_table(); }
    std::string get_backend_name() const override { return base().get_backend_name(); }
    soci::details::statement_backend* make_statement_backend() override { return base().make_statement_backend(); }
    soci::details::rowid_backend* make_rowid_backend() override { return base().make_rowid_backend(); }
    soci::details::blob_backend* make_blob_backend() override { return base().make_blob_backend(); }

private:
    session_backend& base() const { return *real_; }

    [[noreturn]] static void refuse() {
        throw database_error(database_fault::refused, "a handler's transaction is begun and ended for it, not by it");
    }

    std::unique_ptr<soci::postgresql_session_backend> real_;
};

struct factory final : soci::backend_factory {
    soci::details::session_backend* make_session(const soci::connection_parameters& parameters) const override {
        return new guarded(soci::factory_postgresql()->make_session(parameters));
    }
};

}

const soci::backend_factory& guarded_postgresql() {
    static const factory one;
    return one;
}

PGconn* handle_of(soci::session& opened) { return static_cast<guarded*>(opened.get_backend())->handle(); }

}
