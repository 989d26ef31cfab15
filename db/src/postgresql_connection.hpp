#pragma once

#include "db/src/connection.hpp"
#include "db/src/postgresql_statement.hpp"

#include <soci/postgresql/soci-postgresql.h>

#include <chrono>
#include <optional>

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
    soci::session& lend() override;
    // Sent together with the first statement: each is a way to the server and back. A connection that broke is met there.
    void begin_read() override;
    void begin_write(bool snapshot) override;
    // unknown_outcome when the connection broke before the answer came. The end of a read is sent and not waited for.
    void commit() override;
    void roll_back() noexcept override;
    void save(int depth) override;
    void release(int depth) override;
    void roll_back_to(int depth) override;
    // What a plugin says on the bare session is checked when it is said (statement_rules.hpp).
    void speak_for(std::string_view owner) override { speaking_ = owner; }
    std::vector<std::vector<std::string>> raw(std::string_view sql, const std::vector<std::string>& values = {}) override;

    // Its answers are waited for no longer than until then, and what would have to wait in another way is refused: a statement
    // that is new here, the bare session. Without a value they are waited for as long as statements may take.
    void wait_until(std::optional<std::chrono::steady_clock::time_point> moment);
    // False once such a limit was met; the transaction is then to be done elsewhere.
    bool in_time() const { return in_time_; }

    // It cannot be used any more.
    bool broken() const;
    // Whether the server has answered a statement since the transaction was begun.
    bool has_answered() const { return has_answered_; }

protected:
    std::unique_ptr<kept_statement> prepare(std::string_view owner, std::string_view sql, std::vector<bound::type> types,
                                            const shape* row) override;

private:
    postgresql_result execute(const char* name, const std::vector<const char*>& values);
    postgresql_result execute_alone(const char* name, const std::vector<const char*>& values);
    postgresql_result begin_and_execute(const char* name, const std::vector<const char*>& values);
    // What has been put off: the answer to the end of the last read, and the beginning of this one.
    void catch_up();
    void take_answer() noexcept;
    void refuse_to_wait();
    // Whether the next answer, or that there is none, can be had without waiting past the limit.
    bool answer_is_there() noexcept;
    // Null as well when it did not come in time.
    postgresql_result next_answer() noexcept;

    std::string speaking_;
    soci::session session_;
    PGconn* handle_;
    bool reads_ = false;        // the open transaction is a read
    bool begin_waits_ = false;  // its beginning has not been sent yet
    bool answer_waits_ = false; // the end of the last one has not been answered yet
    bool has_answered_ = false;
    bool lost_count_ = false;   // of what has been asked and answered
    bool in_time_ = true;
    std::optional<std::chrono::steady_clock::time_point> limit_;
};

// "postgresql://…" with what every connection of ours needs: a time limit to connect, the primary, and
// an end to waiting for a server whose machine is gone.
std::string connect_string(const std::string& url);

}
