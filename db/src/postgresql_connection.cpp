#include "db/src/postgresql_connection.hpp"

#include "db/src/faults.hpp"
#include "db/src/postgresql_guard.hpp"
#include "db/src/postgresql_statement.hpp"
#include "db/src/statement_rules.hpp"

#include <lumbar/program_mistake.hpp>

#include <poll.h>

#include <stdexcept>

namespace lumbar::data {

namespace {

constexpr int oldest_server = 130000;

constexpr const char* begin_to_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

std::string_view field(const PGresult* r, int code) {
    const char* text = r ? PQresultErrorField(r, code) : nullptr;
    return text ? text : "";
}

database_error fault_of(const PGresult* r, PGconn* on, std::string_view owner) {
    std::string_view state = field(r, PG_DIAG_SQLSTATE);
    std::string_view message = state.empty() ? PQerrorMessage(on) : field(r, PG_DIAG_MESSAGE_PRIMARY);
    if (PQstatus(on) == CONNECTION_BAD) state = {};
    return postgresql_fault(state, message, field(r, PG_DIAG_CONSTRAINT_NAME), field(r, PG_DIAG_TABLE_NAME), owner);
}

bool good(const postgresql_result& r) {
    auto status = PQresultStatus(r.get());
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

void run(PGconn* on, const std::string& sql) {
    const postgresql_result r(PQexec(on, sql.c_str()));
    if (!good(r)) throw fault_of(r.get(), on, "data");
}

void open(soci::session& session, const std::string& url) {
    try {
        session.open(guarded_postgresql(), connect_string(url));
    } catch (const soci::soci_error& e) {
        throw database_error(database_fault::unreachable, "the PostgreSQL server cannot be reached: " + e.get_error_message());
    }
}

std::string setting(const char* name, std::chrono::milliseconds value) {
    return std::string("SET ") + name + " = " + std::to_string(value.count()) + "; ";
}

std::string savepoint(const char* verb, int depth) { return std::string(verb) + " s" + std::to_string(depth); }

}

std::string connect_string(const std::string& url) {
    std::string out = url;
    auto add = [&](std::string_view name, std::string_view value) {
        if (url.find(std::string(name) + "=") != url.npos) return;
        out += out.find('?') == out.npos ? '?' : '&';
        out += std::string(name) + "=" + std::string(value);
    };
    add("connect_timeout", "3");
    add("target_session_attrs", "read-write");
    add("application_name", "lumbar");
    // A server whose machine is gone never says so; over a socket of this machine these mean nothing.
    add("tcp_user_timeout", "10000");
    add("keepalives_idle", "10");
    add("keepalives_interval", "3");
    add("keepalives_count", "3");
    return out;
}

postgresql_connection::postgresql_connection(const std::string& url, const postgresql_limits& limits) {
    open(session_, url);
    handle_ = handle_of(session_);
    session_.set_query_transformation([this](const std::string& sql) {
        check_bare(speaking_, sql);
        return sql;
    });
    // Notices and warnings would go to stderr, untyped.
    PQsetNoticeProcessor(
        handle_, [](void*, const char*) {}, nullptr);
    if (PQserverVersion(handle_) < oldest_server)
        throw database_error(database_fault::unreachable, "PostgreSQL 13 or newer is needed");
    // Every question is a short one, asked through an index: planning it anew for each value, a second process or a compiler
    // take longer than its answer.
    run(handle_, "SET plan_cache_mode = force_generic_plan; SET max_parallel_workers_per_gather = 0; SET jit = off");
    run(handle_, setting("statement_timeout", limits.statement) + setting("lock_timeout", limits.lock) +
                     setting("idle_in_transaction_session_timeout", limits.idle) +
                     "SET client_encoding = 'UTF8'; SET timezone = 'UTC'");
}

postgresql_connection::~postgresql_connection() {
    take_answer();
    forget_statements();
}

void postgresql_connection::take_answer() noexcept {
    if (!std::exchange(answer_waits_, false)) return;
    while (next_answer()) {}
}

void postgresql_connection::wait_until(std::optional<std::chrono::steady_clock::time_point> moment) {
    limit_ = moment;
    in_time_ = true;
}

void postgresql_connection::refuse_to_wait() {
    if (!limit_) return;
    in_time_ = false;
    throw database_error(database_fault::deadline, "the database server would be waited for");
}

bool postgresql_connection::answer_is_there() noexcept {
    while (limit_ && PQisBusy(handle_)) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*limit_ - std::chrono::steady_clock::now());
        pollfd readable{PQsocket(handle_), POLLIN, 0};
        if (left.count() <= 0 || poll(&readable, 1, static_cast<int>(left.count())) == 0) {
            in_time_ = false;
            lost_count_ = true;
            return false;
        }
        if (!PQconsumeInput(handle_)) break; // it broke, which is an answer too
    }
    return true;
}

postgresql_result postgresql_connection::next_answer() noexcept {
    return postgresql_result(answer_is_there() ? PQgetResult(handle_) : nullptr);
}

void postgresql_connection::catch_up() {
    take_answer();
    if (!begin_waits_) return;
    refuse_to_wait();
    begin_waits_ = false;
    run(handle_, begin_to_read);
    has_answered_ = true;
}

soci::session& postgresql_connection::lend() {
    refuse_to_wait();
    catch_up();
    return session_;
}

void postgresql_connection::begin_read() {
    take_answer();
    drop_retired();
    reads_ = begin_waits_ = true;
    has_answered_ = false;
}

void postgresql_connection::begin_write(bool snapshot) {
    take_answer();
    drop_retired();
    reads_ = has_answered_ = false;
    run(handle_, snapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN ISOLATION LEVEL SERIALIZABLE");
}

void postgresql_connection::save(int depth) {
    catch_up();
    run(handle_, savepoint("SAVEPOINT", depth));
}

void postgresql_connection::release(int depth) { run(handle_, savepoint("RELEASE SAVEPOINT", depth)); }
void postgresql_connection::roll_back_to(int depth) { run(handle_, savepoint("ROLLBACK TO SAVEPOINT", depth)); }

void postgresql_connection::commit() {
    if (std::exchange(begin_waits_, false)) return; // nothing was asked
    // COMMIT of a transaction that has failed is a ROLLBACK that reports success.
    if (PQtransactionStatus(handle_) != PQTRANS_INTRANS)
        throw database_error(database_fault::other, "the transaction had failed before its commit");
    if (reads_) {
        answer_waits_ = PQsendQuery(handle_, "COMMIT") == 1;
        lost_count_ = !answer_waits_;
        return;
    }
    const postgresql_result r(PQexec(handle_, "COMMIT"));
    if (good(r)) return;
    if (broken()) throw database_error(database_fault::unknown_outcome, "the connection broke before the commit was answered");
    throw fault_of(r.get(), handle_, "data");
}

void postgresql_connection::roll_back() noexcept {
    take_answer();
    begin_waits_ = false;
    if (lost_count_) return;
    if (PQtransactionStatus(handle_) != PQTRANS_IDLE) PQclear(PQexec(handle_, "ROLLBACK"));
}

std::vector<std::vector<std::string>> postgresql_connection::raw(std::string_view sql, const std::vector<std::string>& values) {
    refuse_to_wait();
    catch_up();
    std::string text(sql);
    std::vector<const char*> parameters;
    for (const auto& v : values) parameters.push_back(v.c_str());
    const postgresql_result answer(PQexecParams(handle_, text.c_str(), static_cast<int>(parameters.size()), nullptr, parameters.data(),
                                                nullptr, nullptr, 0));
    if (!good(answer)) throw fault_of(answer.get(), handle_, "data");
    const PGresult* r = answer.get();
    std::vector<std::vector<std::string>> rows(static_cast<std::size_t>(PQntuples(r)));
    for (int i = 0; i < PQntuples(r); ++i)
        for (int j = 0; j < PQnfields(r); ++j) rows[static_cast<std::size_t>(i)].emplace_back(PQgetvalue(r, i, j));
    return rows;
}

bool postgresql_connection::broken() const { return lost_count_ || PQstatus(handle_) == CONNECTION_BAD; }

postgresql_result postgresql_connection::execute(const char* name, const std::vector<const char*>& values) {
    postgresql_result answer = begin_waits_ ? begin_and_execute(name, values) : execute_alone(name, values);
    has_answered_ = has_answered_ || good(answer);
    return answer;
}

postgresql_result postgresql_connection::execute_alone(const char* name, const std::vector<const char*>& values) {
    if (!PQsendQueryPrepared(handle_, name, static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0)) return {};
    postgresql_result answer = next_answer();
    for (postgresql_result more = next_answer(); more; more = next_answer()) answer = std::move(more);
    return answer;
}

// Both on one way to the server; what the second says once the first has failed is only that.
postgresql_result postgresql_connection::begin_and_execute(const char* name, const std::vector<const char*>& values) {
    begin_waits_ = false;
    const bool sent = PQenterPipelineMode(handle_) && PQsendQueryParams(handle_, begin_to_read, 0, nullptr, nullptr, nullptr, nullptr, 0) &&
                      PQsendQueryPrepared(handle_, name, static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0) &&
                      PQpipelineSync(handle_);
    postgresql_result begun, answer;
    bool over = false;
    for (int nothing = sent ? 0 : 2; !over && nothing < 2 && !broken();) { // once is between two answers
        postgresql_result next = next_answer();
        nothing = next ? 0 : nothing + 1;
        over = next && PQresultStatus(next.get()) == PGRES_PIPELINE_SYNC;
        if (next && !over) (begun ? answer : begun) = std::move(next);
    }
    lost_count_ = !PQexitPipelineMode(handle_) || !over;
    return good(begun) ? std::move(answer) : std::move(begun);
}

std::unique_ptr<kept_statement> postgresql_connection::prepare(std::string_view owner, std::string_view sql, std::vector<bound::type> types,
                                                               const shape* row) {
    refuse_to_wait();
    catch_up();
    auto execute_here = [this](const char* name, const std::vector<const char*>& values) { return execute(name, values); };
    auto fault = [this, owner = std::string(owner)](const PGresult* answer) { return fault_of(answer, handle_, owner); };
    return std::make_unique<postgresql_statement>(handle_, owner, sql, types.size(), row, execute_here, fault);
}

}
