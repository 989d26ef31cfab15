#pragma once

#include <lumbar/database_error.hpp>
#include <lumbar/transaction.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>

namespace [[gnu::visibility("default")]] lumbar {

// What the people who run a clinic should hear of an SQLite database.
struct storage_notice {
    enum class kind {
        reader_ended, // a read of `owner` had gone on for `number` ms and kept the log from starting anew
        log_is_long,  // the write-ahead log has `number` bytes
        disk_is_full, // only writes with caller::when_full are taken, in what was set aside for them
        disk_has_room // all writes are taken again
    };
    kind what;
    std::string owner = {};
    std::int64_t number = 0;
};

struct database_options {
    std::string url = {};                   // "sqlite:///absolute/path" or "postgresql://…" (no password in it)
    std::string migrate_url = {};           // PostgreSQL: another role's, which owns the schema and changes it; empty = url
    int readers = 4;                        // read connections; each has a thread of its own
    int writers = 4;                        // PostgreSQL write connections; SQLite always has one
    std::size_t queue = 1024;               // waiting reads, and waiting writes; one more is refused with fault busy
    std::chrono::milliseconds read_budget{5000};
    std::chrono::milliseconds write_budget{250};    // a write's SQL time on SQLite; statement_timeout on PostgreSQL is read_budget
    std::chrono::milliseconds longest_read{60000};  // SQLite: whatever a read does meanwhile, it is ended then
    std::uint64_t log_alarm = 256u << 20;           // SQLite: bytes of the write-ahead log that are worth a notice
    std::uint64_t reserve = 0;                      // SQLite: bytes of the disk set aside for caller::when_full; 0 = none
    std::function<void(const storage_notice&)> notice = {};  // called on a thread of the data layer; must not throw
    bool run_writes_twice = false;          // test mode: each write runs, is rolled back, runs again, and must do the same
    bool read_only = false;                 // beside a process that serves the same database: no lock, every write is refused
    std::function<void(write_tx&)> before_commit = {};  // SQLite: runs last in each group commit (it marks the end of the audit log)
    std::function<void()> after_commit = {};     // SQLite: on the writer's thread, when that is stored; must not throw
    std::function<void(bool)> at_work = {};      // SQLite: the writer's thread begins a batch (true), and has told everybody (false)
    std::function<utc_ms()> clock = {};          // empty = the system's clock
};

// Who asks, and in whose name statements are prepared.
struct caller {
    lumbar::actor who = {};
    std::string owner = "core";             // or a plugin's id: on SQLite it may then write only tables named <id>_*
    std::shared_ptr<const void> host = nullptr;  // the kernel's: the plugins' answers as they were when the call began
    bool snapshot = false;                  // a write that PostgreSQL need not run as serializable: route::kept_by_constraints()
    bool when_full = false;                 // a small write that SQLite takes also when the disk is full: route::when_full()
};

// The shared data layer: SQLite or PostgreSQL behind one set of calls. Safe to use from any thread.
class database {
public:
    // Opens, checks and configures; makes an SQLite file that is not there. Throws database_error with one sentence that
    // says what to do (unwritable folder, another process holds the file, no server, wrong version).
    static std::unique_ptr<database> open(database_options options);
    virtual ~database() = default;

    virtual lumbar::dialect dialect() const = 0;
    virtual const database_options& options() const = 0;
    utc_ms now() const;

    // A read snapshot on the calling thread. `run` sees one state of the data from its first statement to its last.
    template <class F>
    auto read(const caller& who, F&& run) {
        using R = std::invoke_result_t<F&, read_tx&>;
        if constexpr (std::is_void_v<R>) read_now(who, run);
        else {
            std::optional<R> out;
            read_now(who, [&](read_tx& tx) { out.emplace(run(tx)); });
            return std::move(*out);
        }
    }

    // Runs `run` in a write transaction, once or more, and returns when it is durable. What `run` throws rolls back and
    // comes out of here. Not from inside another read or write of the same thread.
    template <class F>
    auto write(const caller& who, F&& run) {
        using R = std::invoke_result_t<F&, write_tx&>;
        if constexpr (std::is_void_v<R>) write_now(who, run);
        else {
            std::optional<R> out;
            write_now(who, [&](write_tx& tx) { out.emplace(run(tx)); });
            return std::move(*out);
        }
    }

    // As above, on a storage thread. `done` is called exactly once, on a storage thread, after `run` is durable (null) or
    // has failed; it must be short and must not throw. A full queue calls it at once with fault busy.
    using outcome = std::function<void(std::exception_ptr)>;
    virtual void post_read(caller who, std::function<void(read_tx&)> run, outcome done) = 0;
    virtual void post_write(caller who, std::function<void(write_tx&)> run, outcome done) = 0;

    struct health { bool reads = false; bool writes = false; std::string reason = {}; };
    // What /readyz tells. `reason` is a sentence, empty when both are true.
    virtual health check() = 0;

    // A consistent copy while serving: SQLite's online backup into `file`, pg_dump's custom format for PostgreSQL. Written
    // beside it first, synced and renamed; an existing file is refused.
    virtual void backup(const std::string& file) = 0;

protected:
    virtual void read_now(const caller& who, const std::function<void(read_tx&)>& run) = 0;
    virtual void write_now(const caller& who, const std::function<void(write_tx&)>& run) = 0;
};

}
