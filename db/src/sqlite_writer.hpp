#pragma once

#include "db/src/disk_reserve.hpp"
#include "db/src/sqlite_connection.hpp"
#include "db/src/sqlite_keeper.hpp"
#include "db/src/sqlite_queue.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lumbar::data {

// The one thread that writes to an SQLite file. It takes what is queued, runs each write in a savepoint of its own inside
// one transaction, commits once, and only then tells everyone. A write that throws undoes itself alone. Owners take turns, and
// a batch that has run for long is committed as it is: the others go on in the next.
// On a full disk it gives back what was set aside and takes only writes with caller::when_full, until there is room again.
class sqlite_writer {
public:
    // `on_stop` is called once, by stop_for_good().
    sqlite_writer(const database& settings, const std::string& file, std::unique_ptr<sqlite_connection> connection,
                  sqlite_keeper& keeper, table_clock& clock, std::function<void()> on_stop);
    ~sqlite_writer();

    void post(caller who, std::function<void(write_tx&)> run, database::outcome done);
    void exclusively(const std::function<void(connection&)>& work);

    // Grows with each commit before anybody is told of it, and with each that may have been one. Begins at 1.
    std::uint64_t commits() const { return commits_; }
    std::size_t waiting() const;
    // Empty while writes are taken; otherwise why they are not, for good.
    std::string stopped() const;
    // After an I/O error nothing more can be trusted: every write from now on fails.
    void stop_for_good(const std::string& why);

private:
    using job = write_job;
    using batch = std::vector<job*>;

    void enqueue(std::unique_ptr<job> one);
    void serve();
    void commit_watched(write_jobs jobs);
    void commit_together(write_jobs jobs);
    void run_alone(job& one);
    // Runs and commits. Returns the job whose failure rolled the whole transaction back, or null. Those that it had no time
    // for are no longer in `jobs` then.
    job* attempt(batch& jobs);
    job* run_all(batch& jobs);
    void seal_and_commit(const batch& jobs);
    // Something was committed, or may have been: then what it has written is told of once more with the next.
    void count_commit(bool stored);
    void run_one(job& one);
    void finish(const batch& jobs);
    void note_current();
    void note_full();
    bool has_room();
    // Refuses those of `jobs` that a full disk does not take, and leaves the others.
    void keep_what_is_taken(batch& jobs);
    static void fail(const batch& jobs, std::exception_ptr error);

    const database& settings_;
    std::unique_ptr<sqlite_connection> on_;
    sqlite_keeper& keeper_;
    table_clock& clock_;
    table_use written_; // since the last commit
    std::function<void()> on_stop_;
    mutable std::mutex mutex_;
    std::condition_variable woken_;
    write_queue queue_;
    bool closing_ = false;
    std::string stopped_;
    std::atomic<std::uint64_t> commits_{1};
    disk_reserve reserve_; // this and what follows: of the writer's thread
    bool full_ = false;
    bool room_made_ = false; // the last attempt stored nothing, as the disk was full, and there is room now for a few
    std::thread thread_;
};

}
