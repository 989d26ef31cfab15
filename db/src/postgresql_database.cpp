#include "db/src/back_end.hpp"
#include "db/src/backup.hpp"
#include "db/src/pool.hpp"
#include "db/src/postgresql_connection.hpp"
#include "db/src/runs.hpp"
#include "db/src/workers.hpp"

#include <sodium.h>

namespace lumbar::data {

namespace {

constexpr int retries = 3;

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
            pool<postgresql_connection>::lease on(reading_);
            if (on->broken()) on.renew();
            try {
                on->raw("SELECT 1");
            } catch (const database_error&) {
                on.renew();
            }
            h.reads = h.writes = true;
        } catch (const std::exception& e) {
            h.reason = e.what();
        }
        return h;
    }

    void backup(const std::string& file) override { back_up(options_.url, file); }

    void exclusively(const std::function<void(connection&)>& work) override {
        if (options_.read_only) throw read_only();
        // Schema changes may take longer than any request.
        postgresql_connection own(options_.url, {std::chrono::minutes(10), std::chrono::seconds(30), std::chrono::minutes(10)});
        own.raw("SELECT pg_advisory_lock(hashtext('lumbar migrations'))");
        work(own);
    }

    void migrating(connection&, bool) override {}

protected:
    void read_now(const caller& who, const std::function<void(read_tx&)>& run) override {
        pool<postgresql_connection>::lease on(reading_);
        utc_ms at = now();
        try {
            begin(on, [&] { on->begin_read(); });
            run_read(*on, who, at, {store_, 0}, run);
        } catch (...) {
            if (on_broken(on)) throw database_error(database_fault::unreachable, "the connection to the database server broke");
            throw;
        }
    }

private:
    using lease = pool<postgresql_connection>::lease;

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
            } catch (const database_error& e) {
                if (e.fault() != database_fault::conflict || tries_left == 0) throw;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1 + randombytes_uniform(5u << (retries - tries_left))));
        }
    }

    void write_once(const caller& who, recording& record, const std::function<void(write_tx&)>& run) {
        lease on(writing_);
        try {
            begin(on, [&] { on->begin_write(who.snapshot); });
            run_write(*on, who, record, run, options_.run_writes_twice);
            on->commit();
        } catch (const database_error& e) {
            bool unknown = e.fault() == database_fault::unknown_outcome;
            if (on_broken(on) && !unknown)
                throw database_error(database_fault::unreachable, "the connection to the database server broke");
            if (on.held()) on->roll_back();
            throw;
        } catch (...) {
            if (!on_broken(on) && on.held()) on->roll_back();
            throw;
        }
    }

    const std::uint64_t store_ = next_store();
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
