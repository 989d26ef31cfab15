#include "db/src/back_end.hpp"
#include "db/src/backup.hpp"
#include "db/src/counters.hpp"
#include "db/src/pool.hpp"
#include "db/src/postgresql_connection.hpp"
#include "db/src/runs.hpp"
#include "db/src/workers.hpp"

#include <sodium.h>

#include <atomic>

namespace lumbar::data {

namespace {

constexpr int retries = 3;

// The connection went before COMMIT was sent: nothing of the transaction is stored.
struct broken_off : database_error {
    broken_off() : database_error(database_fault::unreachable, "the connection to the database server broke") {}
};

class postgresql_database final : public back_end {
public:
    explicit postgresql_database(database_options options)
        : back_end(std::move(options)), reading_(options_.readers, options_.read_budget, [this] { return connect(); }),
          writing_(options_.writers, options_.read_budget, [this] { return connect(); }),
          readers_(options_.readers, options_.queue), writers_(options_.writers, options_.queue) {
        pool<postgresql_connection>::lease reachable(reading_);
    }

    ~postgresql_database() override {
        readers_.close();
        writers_.close();
    }

    lumbar::dialect dialect() const override { return lumbar::dialect::postgresql; }

    void post_read(caller who, std::function<void(read_tx&)> run, outcome done) override {
        post(
            readers_, [this, who = std::move(who), run = std::move(run)] { read_now(who, run); }, std::move(done));
    }

    void post_write(caller who, std::function<void(write_tx&)> run, outcome done) override {
        if (options_.read_only) return done(std::make_exception_ptr(read_only()));
        post(
            writers_, [this, who = std::move(who), run = std::move(run)] { write_with_retries(who, run); }, std::move(done));
    }

    health check() override {
        health h;
        try {
            lease on(reading_);
            if (!takes_writes(on)) on.renew();
            h.reads = count_core_migrations(*on) >= core_migrations_;
            h.writes = h.reads;
            if (!h.reads) h.reason = "the database has an older schema than this program";
        } catch (const std::exception& e) {
            h.reason = e.what();
        }
        return h;
    }

    void backup(const std::string& file) override { back_up(options_.url, file); }

    store_state state() override { return {readers_.waiting(), writers_.waiting(), reading_.state(), writing_.state()}; }

    void exclusively(const std::function<void(connection&)>& work) override {
        if (options_.read_only) throw read_only();
        // Schema changes may take longer than any request.
        postgresql_connection own(options_.migrate_url.empty() ? options_.url : options_.migrate_url, {std::chrono::minutes(10), std::chrono::seconds(30), std::chrono::minutes(10)});
        own.raw("SELECT pg_advisory_lock(hashtext('lumbar migrations'))");
        work(own);
        if (!options_.migrate_url.empty()) grant_work(own);
        core_migrations_ = count_core_migrations(own);
    }

    void migrating(connection&, bool) override {}
    void allow(connection&, std::chrono::milliseconds) override {}

    bool read_here(const caller& who, const std::function<void(read_tx&)>& run, std::chrono::milliseconds patience) override {
        lease on(reading_, std::try_to_lock);
        if (!on.held()) return false;
        bool whole = true;
        on->wait_until(std::chrono::steady_clock::now() + patience);
        // A handler may have made something of what it was not given time for, or of a connection that broke.
        try {
            on->begin_read();
            run_read(*on, who, now(), {store_, 0}, run);
        } catch (...) {
            whole = false;
            if (on->in_time() && !on->broken()) {
                on->wait_until({});
                throw;
            }
        }
        whole = whole && on->in_time() && !on->broken();
        on->wait_until({});
        if (on->broken()) on.discard();
        return whole;
    }

protected:
    void read_now(const caller& who, const std::function<void(read_tx&)>& run) override {
        lease on(reading_);
        if (on->broken()) on.renew();
        const utc_ms at = now();
        for (bool anew = false;; anew = true) try {
                on->begin_read();
                return run_read(*on, who, at, {store_, 0}, run);
            } catch (...) {
                if (!on->broken()) throw;
                // A server that was restarted since is met by the first statement: nothing has been seen yet.
                if (on->has_answered() || anew) return give_up(on);
                on.renew();
            }
    }

private:
    using lease = pool<postgresql_connection>::lease;

    static int count_core_migrations(postgresql_connection& on) {
        if (on.raw("SELECT to_regclass('migrations')")[0][0].empty()) return 0;
        return std::stoi(on.raw("SELECT count(*) FROM migrations WHERE owner = 'core'")[0][0]);
    }

    // False for a connection that broke since, or whose server now follows another: a new one finds where to write.
    static bool takes_writes(lease& on) {
        try {
            return on->raw("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean")[0][0] == "f";
        } catch (const database_error&) {
            return false;
        }
    }

    // What the serving role needs and no more: it owns nothing, changes no schema, and adds to the log without changing it (a
    // row's number and link are written when it is sealed).
    void grant_work(postgresql_connection& owner) {
        lease on(reading_);
        const std::string role = on->raw("SELECT quote_ident(current_user)")[0][0];
        if (role == owner.raw("SELECT quote_ident(current_user)")[0][0]) return;
        owner.raw("GRANT USAGE ON SCHEMA public TO " + role);
        owner.raw("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role);
        owner.raw("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO " + role);
        owner.raw("REVOKE UPDATE, DELETE ON audit FROM " + role);
        owner.raw("GRANT UPDATE (seq, chain) ON audit TO " + role);
        owner.raw("REVOKE INSERT, UPDATE, DELETE ON migrations FROM " + role);
    }

    static database_error read_only() { return {database_fault::refused, "the database was opened for reading only"}; }

    std::unique_ptr<postgresql_connection> connect() {
        return std::make_unique<postgresql_connection>(
            options_.url, postgresql_limits{options_.read_budget, options_.read_budget / 2, std::chrono::seconds(10)});
    }

    static void post(workers& to, std::function<void()> work, outcome done) {
        auto told = std::make_shared<outcome>(std::move(done));
        bool taken = to.post([work = std::move(work), told] {
            std::exception_ptr error;
            try {
                work();
            } catch (...) {
                error = std::current_exception();
            }
            (*told)(std::move(error));
        });
        if (!taken) (*told)(std::make_exception_ptr(database_error(database_fault::busy, "the queue is full")));
    }

    // A server that was restarted since is met here first: nothing has run yet, so a new connection is all it takes.
    template <class F> static void begin(lease& on, F&& how) {
        try {
            how();
        } catch (const database_error&) {
            if (!on->broken()) throw;
            on.renew();
            how();
        }
    }

    [[noreturn]] static void give_up(lease& on) {
        on.discard();
        throw broken_off();
    }

    static bool on_broken(lease& on) {
        if (!on.held() || !on->broken()) return false;
        on.discard();
        return true;
    }

    void write_with_retries(const caller& who, const std::function<void(write_tx&)>& run) {
        recording record{now(), {}, {}};
        for (int tries_left = retries;; --tries_left) {
            try {
                return write_once(who, record, run);
            } catch (const broken_off&) {
                if (tries_left == 0) throw;
            } catch (const database_error& e) {
                if (e.fault() != database_fault::conflict || tries_left == 0) throw;
            }
            add_one(counted().redone);
            std::this_thread::sleep_for(std::chrono::milliseconds(1 + randombytes_uniform(5u << (retries - tries_left))));
        }
    }

    void write_once(const caller& who, recording& record, const std::function<void(write_tx&)>& run) {
        lease on(writing_);
        begin(on, [&] { on->begin_write(who.snapshot); });
        try {
            run_write(*on, who, record, run, options_.run_writes_twice);
        } catch (...) {
            // Whatever the handler made of it: what it decided on a connection that broke is worth nothing.
            if (on_broken(on)) throw broken_off();
            on->roll_back();
            throw;
        }
        try {
            on->commit();
            add_one(counted().commits);
            add_one(counted().writes);
        } catch (...) {
            if (!on_broken(on)) on->roll_back();
            throw;
        }
    }

    const std::uint64_t store_ = next_store();
    std::atomic<int> core_migrations_ = 0; // applied when this process last looked at the schema
    pool<postgresql_connection> reading_;
    pool<postgresql_connection> writing_;
    workers readers_;
    workers writers_;
};

}

std::unique_ptr<database> open_postgresql(database_options options) {
    return std::make_unique<postgresql_database>(std::move(options));
}

}
