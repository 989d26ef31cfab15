#pragma once

#include "db/src/connection.hpp"

#include <soci/postgresql/soci-postgresql.h>

namespace lumbar::data {

struct postgresql_limits {
    std::chrono::milliseconds statement{5000};
    std::chrono::milliseconds lock{2000};
    std::chrono::milliseconds idle{10000}; // of an open transaction
};

class postgresql_connection final : public connection {
public:
    // Throws database_error: no server, wrong version, not the primary.
    postgresql_connection(const std::string& url, const postgresql_limits& limits);
    ~postgresql_connection() override;

    lumbar::dialect dialect() const override { return lumbar::dialect::postgresql; }
    soci::session& session() override { return session_; }
    void begin_read() override;
    void begin_write(bool snapshot) override;
    // unknown_outcome when the connection broke before the answer came.
    void commit() override;
    void roll_back() noexcept override;
    void save(int depth) override;
    void release(int depth) override;
    void roll_back_to(int depth) override;
    // What a plugin says on the bare session is checked when it is said (statement_rules.hpp).
    void speak_for(std::string_view owner) override { speaking_ = owner; }
    std::vector<std::vector<std::string>> raw(std::string_view sql, const std::vector<std::string>& values = {}) override;

    bool broken() const;

protected:
    std::unique_ptr<kept_statement> prepare(std::string_view owner, std::string_view sql, std::vector<bound::type> types,
                                            const shape* row) override;

private:
    database_error fault(const PGresult* held, const soci::soci_error* e, std::string_view owner) const;

    std::string speaking_;
    soci::session session_;
    PGconn* handle_;
};

// "postgresql://…" with what every connection of ours needs: a time limit to connect, the primary, and
// an end to waiting for a server whose machine is gone.
std::string connect_string(const std::string& url);

}
