#include "db/src/sqlite_writer.hpp"

#include "db/src/completion.hpp"
#include "db/src/counters.hpp"

#include <algorithm>
#include <stdexcept>

namespace lumbar::data {

namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr std::size_t largest_batch = 256;
constexpr auto longest_batch = 50ms; // then those that have run need not wait for the rest
constexpr auto slow = 20ms;
constexpr std::uint64_t page_bytes = 4096;

std::exception_ptr as_pointer(database_fault fault, const std::string& what) {
    return std::make_exception_ptr(database_error(fault, what));
}

const caller& the_system() {
    static const caller who{{.kind = actor_kind::system, .name = "Lumbar"}};
    return who;
}

}

sqlite_writer::sqlite_writer(const database& settings, const std::string& file, std::unique_ptr<sqlite_connection> connection,
                             sqlite_keeper& keeper, table_clock& clock, std::function<void()> on_stop)
    : settings_(settings), on_(std::move(connection)), keeper_(keeper), clock_(clock), on_stop_(std::move(on_stop)),
      queue_(settings.options().queue), reserve_(file, settings.options().reserve) {
    on_->note_tables(&written_);
    thread_ = std::thread([this] { serve(); });
}

sqlite_writer::~sqlite_writer() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    woken_.notify_one();
    thread_.join();
}

void sqlite_writer::post(caller who, std::function<void(write_tx&)> run, database::outcome done) {
    auto one = std::make_unique<job>();
    one->who = std::move(who);
    one->run = std::move(run);
    one->done = std::move(done);
    enqueue(std::move(one));
}

void sqlite_writer::exclusively(const std::function<void(connection&)>& work) {
    inside_scope::refuse_write();
    completion done;
    auto one = std::make_unique<job>();
    one->alone = work;
    one->done = [&](std::exception_ptr error) { done.finish(std::move(error)); };
    enqueue(std::move(one));
    done.wait();
}

void sqlite_writer::enqueue(std::unique_ptr<job> one) {
    std::exception_ptr refusal;
    {
        std::lock_guard lock(mutex_);
        if (!stopped_.empty())
            refusal = as_pointer(database_fault::failed, stopped_);
        else if (closing_ || !queue_.add(one)) {
            add_one(counted().refused);
            refusal = as_pointer(database_fault::busy, "the write queue is full");
        }
    }
    if (refusal)
        one->done(std::move(refusal));
    else
        woken_.notify_one();
}

std::size_t sqlite_writer::waiting() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

std::string sqlite_writer::stopped() const {
    std::lock_guard lock(mutex_);
    return stopped_;
}

void sqlite_writer::stop_for_good(const std::string& why) {
    {
        std::lock_guard lock(mutex_);
        if (!stopped_.empty()) return;
        stopped_ = why;
    }
    add_one(counted().stopped);
    on_stop_();
}

void sqlite_writer::serve() {
    while (true) {
        write_jobs taken;
        {
            std::unique_lock lock(mutex_);
            woken_.wait(lock, [&] { return closing_ || !queue_.empty(); });
            if (queue_.empty()) return;
            taken = queue_.take(largest_batch);
        }
        if (taken.front()->alone)
            run_alone(*taken.front());
        else
            commit_watched(std::move(taken));
    }
}

void sqlite_writer::run_alone(job& one) {
    try {
        inside_scope inside;
        one.alone(*on_);
    } catch (...) {
        note_current();
        one.error = std::current_exception();
    }
    on_->roll_back();
    written_.everything = true;
    clock_.schema_changed();
    count_commit(true);
    if (settings_.options().after_commit) settings_.options().after_commit();
    one.done(std::move(one.error));
}

void sqlite_writer::commit_watched(write_jobs jobs) {
    const auto& at_work = settings_.options().at_work;
    if (at_work) at_work(true);
    commit_together(std::move(jobs));
    if (at_work) at_work(false);
    keeper_.between_commits(*on_);
}

void sqlite_writer::commit_together(write_jobs jobs) {
    batch rest, culprits;
    for (auto& one : jobs) rest.push_back(one.get());
    if (!has_room()) keep_what_is_taken(rest);
    while (!rest.empty()) {
        job* culprit = attempt(rest);
        if (!culprit && room_made_) {
            for (job* one : rest) one->error = nullptr;
            keep_what_is_taken(rest);
            culprit = attempt(rest);
        }
        if (!culprit) break;
        culprits.push_back(culprit);
        std::erase(rest, culprit);
        // Those that failed on their own have nothing stored to redo; they keep their error.
    }
    finish(rest);
    for (job* one : culprits) {
        std::exception_ptr before = std::exchange(one->error, nullptr);
        batch alone{one};
        if (attempt(alone)) one->error = before;
        finish({one});
    }
    std::erase_if(jobs, [](const auto& one) { return one->told; });
    if (jobs.empty()) return;
    std::lock_guard lock(mutex_);
    queue_.put_back(std::move(jobs));
}

sqlite_writer::job* sqlite_writer::attempt(batch& jobs) {
    room_made_ = false;
    if (auto why = stopped(); !why.empty()) return fail(jobs, as_pointer(database_fault::failed, why)), nullptr;
    try {
        on_->begin_write(false);
        if (job* culprit = run_all(jobs)) return culprit;
        seal_and_commit(jobs);
    } catch (...) {
        count_commit(false);
        const bool was_full = full_;
        note_current();
        room_made_ = full_ && !was_full;
        on_->roll_back();
        fail(jobs, std::current_exception());
    }
    return nullptr;
}

sqlite_writer::job* sqlite_writer::run_all(batch& jobs) {
    const auto began = steady::now();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (i > 0 && steady::now() - began > longest_batch) {
            jobs.resize(i);
            break;
        }
        if (jobs[i]->error) continue;
        run_one(*jobs[i]);
        if (!on_->in_transaction()) return jobs[i];
    }
    return nullptr;
}

void sqlite_writer::seal_and_commit(const batch& jobs) {
    const auto stored = static_cast<std::uint64_t>(std::count_if(jobs.begin(), jobs.end(), [](job* one) { return !one->error; }));
    if (stored == 0) return on_->roll_back();
    if (settings_.options().before_commit) {
        recording record{settings_.now(), {}, {}};
        on_->allow(settings_.options().read_budget);
        run_write(*on_, the_system(), record, settings_.options().before_commit, false);
    }
    on_->commit();
    count_commit(true);
    add_one(counted().commits);
    counted().writes += stored;
    counted().log_bytes = static_cast<std::uint64_t>(on_->log_pages()) * page_bytes;
    if (settings_.options().after_commit) settings_.options().after_commit();
    keeper_.log_has(on_->log_pages());
}

void sqlite_writer::count_commit(bool stored) {
    clock_.strike(written_, commits_ + 1);
    if (stored) written_.clear();
    ++commits_;
}

// Leaves its savepoint behind, or its error and nothing else.
void sqlite_writer::run_one(job& one) {
    if (!one.started) one.record.now = settings_.now();
    else add_one(counted().redone);
    one.started = true;
    const auto began = steady::now();
    on_->save(0);
    try {
        on_->allow(settings_.options().write_budget);
        run_write(*on_, one.who, one.record, one.run, settings_.options().run_writes_twice);
        on_->release(0);
    } catch (...) {
        note_current();
        one.error = std::current_exception();
    }
    if (steady::now() - began > slow) add_one(counted().slow_writes);
    if (one.error && on_->in_transaction()) {
        on_->roll_back_to(0);
        on_->release(0);
    }
}

// Looks at the exception being handled: after an I/O error nobody may be told "stored" again.
void sqlite_writer::note_current() {
    try {
        throw;
    } catch (const database_error& e) {
        if (e.fault() == database_fault::failed)
            stop_for_good("the database file could not be written: " + std::string(e.what()));
        if (e.fault() == database_fault::full) note_full();
    } catch (...) {
        // The handler's own.
    }
}

void sqlite_writer::note_full() {
    if (!reserve_.release()) return;
    full_ = true;
    if (settings_.options().notice) settings_.options().notice({storage_notice::kind::disk_is_full});
}

bool sqlite_writer::has_room() {
    if (!full_) return true;
    if (!reserve_.take()) return false;
    full_ = false;
    if (settings_.options().notice) settings_.options().notice({storage_notice::kind::disk_has_room});
    return true;
}

void sqlite_writer::keep_what_is_taken(batch& jobs) {
    batch refused;
    for (job* one : jobs)
        if (!one->who.when_full) refused.push_back(one);
    std::erase_if(jobs, [](job* one) { return !one->who.when_full; });
    fail(refused, as_pointer(database_fault::full, "the disk is full"));
    finish(refused);
}

void sqlite_writer::fail(const batch& jobs, std::exception_ptr error) {
    for (job* one : jobs) one->error = error;
}

void sqlite_writer::finish(const batch& jobs) {
    for (job* one : jobs) {
        one->run = nullptr;
        one->told = true;
        one->done(std::move(one->error));
    }
}

}
