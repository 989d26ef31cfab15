#include "db/src/back_end.hpp"
#include "db/src/backup.hpp"
#include "db/src/pool.hpp"
#include "db/src/runs.hpp"
#include "db/src/sqlite_file.hpp"
#include "db/src/sqlite_keeper.hpp"
#include "db/src/sqlite_writer.hpp"
#include "db/src/workers.hpp"

namespace lumbar::data {

using namespace sqlite_api;

namespace {

constexpr int oldest_sqlite = 3035000; // RETURNING

class sqlite_database final : public back_end {
public:
    explicit sqlite_database(database_options options)
        : back_end(std::move(options)), file_(sqlite_path(options_.url)),
          pool_(options_.readers, options_.read_budget, [this] { return open_reader(); }) {
        if (options_.read_only)
            pool<sqlite_connection>::lease there(pool_);
        else
            start_writing();
        readers_ = std::make_unique<workers>(options_.readers, options_.queue);
    }

    ~sqlite_database() override {
        readers_->close();
        if (keeper_) keeper_->close(); // it may tell the writer of a failure
        // The writer may still be moving the log, and the readers go before it.
        std::lock_guard lock(opened_mutex_);
        opened_.clear();
    }

    lumbar::dialect dialect() const override { return lumbar::dialect::sqlite; }

    void post_read(caller who, std::function<void(read_tx&)> run, outcome done) override {
        // Shared, so that a refusal below still has `done` to call.
        auto told = std::make_shared<outcome>(std::move(done));
        bool taken = readers_->post([this, who = std::move(who), run = std::move(run), told] {
            std::exception_ptr error;
            try {
                read_now(who, run);
            } catch (...) {
                error = std::current_exception();
            }
            (*told)(std::move(error));
        });
        if (!taken) (*told)(std::make_exception_ptr(database_error(database_fault::busy, "the read queue is full")));
    }

    void post_write(caller who, std::function<void(write_tx&)> run, outcome done) override {
        if (writer_)
            writer_->post(std::move(who), std::move(run), std::move(done));
        else
            done(std::make_exception_ptr(read_only()));
    }

    health check() override {
        health h{
            .reads = true, .writes = true, .reason = writer_ ? writer_->stopped() : "the database was opened for reading only"};
        h.writes = h.reason.empty();
        try {
            pool<sqlite_connection>::lease on(pool_);
            on->raw("SELECT 1");
        } catch (const std::exception& e) {
            h.reads = false;
            h.reason = e.what();
        }
        return h;
    }

    void backup(const std::string& file) override { back_up(options_.url, file); }

    store_state state() override {
        const std::size_t writer = writer_ ? 1 : 0;
        const std::size_t waiting = writer_ ? writer_->waiting() : 0;
        return {readers_->waiting(), waiting, pool_.state(), {writer, writer, waiting > 0 ? writer : 0}};
    }

    void exclusively(const std::function<void(connection&)>& work) override {
        if (!writer_) throw read_only();
        writer_->exclusively(work);
    }
    void migrating(connection& on, bool yes) override { static_cast<sqlite_connection&>(on).migrating(yes); }
    void allow(connection& on, std::chrono::milliseconds budget) override { static_cast<sqlite_connection&>(on).allow(budget); }

    bool read_here(const caller& who, const std::function<void(read_tx&)>& run, std::chrono::milliseconds patience) override {
        pool<sqlite_connection>::lease on(pool_, std::try_to_lock);
        if (!on.held()) return false;
        // A handler may have made something of what it was not given time for: that does not count either.
        try {
            read_on(*on, who, run, patience);
        } catch (...) {
            if (on->in_time()) throw;
        }
        return on->in_time();
    }

protected:
    void read_now(const caller& who, const std::function<void(read_tx&)>& run) override {
        pool<sqlite_connection>::lease on(pool_);
        read_on(*on, who, run, options_.read_budget);
    }

private:
    void read_on(sqlite_connection& on, const caller& who, const std::function<void(read_tx&)>& run, std::chrono::milliseconds budget) {
        on.allow(budget);
        on.reads_for(who.owner);
        // Before the snapshot: a commit in between makes it see more than this says, never less.
        const seen_state seen{store_, writer_ ? writer_->commits() : 0};
        on.begin_read(writer_ ? std::optional(seen.commits) : std::nullopt);
        run_read(on, who, now(), seen, run);
    }

    static database_error read_only() { return {database_fault::refused, "the database was opened for reading only"}; }

    void start_writing() {
        lock_ = std::make_unique<file_lock>(file_);
        auto on = open_writer();
        keeper_ = std::make_unique<sqlite_keeper>(
            file_, options_, sqlite_keeper::surroundings{[this](const std::string& why) { writer_->stop_for_good(why); },
                                                         [this] { look_at_readers(); }, [this](bool begins) { moving_log(begins); }});
        writer_ = std::make_unique<sqlite_writer>(
            *this, file_, std::move(on), *keeper_, clock_, [this] { set_suspect(file_, true); });
        keeper_->start();
    }

    std::unique_ptr<sqlite_connection> open_writer() {
        if (sqlite3_libversion_number() < oldest_sqlite)
            throw database_error(database_fault::unreachable,
                                 "SQLite 3.35 or newer is needed, this is " + std::string(sqlite3_libversion()));
        make_private(file_);
        auto on = std::make_unique<sqlite_connection>(file_, sqlite_connection::use::writing, options_.write_budget, &clock_);
        if (is_suspect(file_)) {
            if (on->raw("PRAGMA quick_check(1)") != std::vector<std::vector<std::string>>{{"ok"}})
                throw database_error(database_fault::failed, "the database " + file_ + " is damaged; restore the last backup");
            set_suspect(file_, false);
        }
        return on;
    }

    std::unique_ptr<sqlite_connection> open_reader() {
        auto on = std::make_unique<sqlite_connection>(file_, sqlite_connection::use::reading, options_.read_budget, &clock_);
        on->mind(&moving_log_);
        std::lock_guard lock(opened_mutex_);
        opened_.push_back(on.get());
        return on;
    }

    // A snapshot that was left open would keep the log from being moved, or from starting anew.
    void moving_log(bool begins) {
        moving_log_ += begins ? 1 : -1;
        if (begins) let_go_of_left();
    }

    void let_go_of_left() {
        std::lock_guard lock(opened_mutex_);
        for (sqlite_connection* one : opened_) one->let_go_of_left();
    }

    void look_at_readers() {
        let_go_of_left();
        std::lock_guard lock(opened_mutex_);
        for (sqlite_connection* one : opened_)
            if (auto ended = one->end_old_read(options_.longest_read); ended && options_.notice)
                options_.notice({storage_notice::kind::reader_ended, ended->owner, ended->age.count()});
    }

    const std::uint64_t store_ = next_store();
    table_clock clock_;
    std::string file_;
    std::atomic<int> moving_log_{0};
    std::mutex opened_mutex_;
    std::vector<sqlite_connection*> opened_; // readers; the pool keeps each until the end
    std::unique_ptr<file_lock> lock_;
    std::unique_ptr<sqlite_keeper> keeper_;
    std::unique_ptr<sqlite_writer> writer_;
    pool<sqlite_connection> pool_;
    std::unique_ptr<workers> readers_;
};

}

std::unique_ptr<database> open_sqlite(database_options options) { return std::make_unique<sqlite_database>(std::move(options)); }

}
