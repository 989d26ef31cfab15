#include "sqlite_file.hpp"
#include "text.hpp"
#include "writes.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace bench {

namespace {

struct job {
    bool is_note = false;
    note_save note;
    registration client;
    std::function<void(told)> done;
    told answer;
};

// One thread that takes what waits, a savepoint for each, one COMMIT for all, and then tells them.
class committer final : public writer {
public:
    explicit committer(const std::string& file) : on_(file, SQLITE_OPEN_READWRITE) {
        on_.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000");
        thread_ = std::thread([this] { commit_for_ever(); });
    }

    void write(const asked& what, std::function<void(told)> done) override {
        job one;
        one.is_note = is_note_save(what);
        if (one.is_note) one.note = note_save_in(what);
        else one.client = registration_in(what);
        one.done = std::move(done);
        {
            std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(one));
        }
        woken_.notify_one();
    }

private:
    [[noreturn]] void commit_for_ever() {
        for (;;) {
            std::vector<job> jobs;
            {
                std::unique_lock lock(mutex_);
                woken_.wait(lock, [this] { return !waiting_.empty(); });
                jobs.swap(waiting_);
            }
            run(begin_);
            for (auto& one : jobs) {
                run(save_);
                if (one.is_note) save_note(one);
                else insert_client(one);
                run(release_);
            }
            run(commit_);
            for (auto& one : jobs) one.done(std::move(one.answer));
        }
    }

    void run(kept& what) { step(what).next(); }

    void save_note(job& one) {
        const auto now = now_ms();
        {
            step row(note_);
            row.bind(1, one.note.subjective);
            row.bind(2, one.note.objective);
            row.bind(3, one.note.assessment);
            row.bind(4, one.note.plan);
            row.bind(5, now);
            row.bind(6, one.note.id);
            row.bind(7, one.note.version);
            row.next();
        }
        if (sqlite3_changes(on_.handle()) == 1) one.answer = saved(now, one.note.version + 1);
        else one.answer = stale(one.note.id);
    }

    // The version that is stored, so that whoever saves can go on from there.
    told stale(const std::string& id) {
        told answer;
        answer.status = 409;
        step row(version_);
        row.bind(1, id);
        if (row.next()) answer.version = row.number(0);
        return answer;
    }

    void insert_client(job& one) {
        const auto now = now_ms();
        auto& made = one.client;
        run(count_);
        if (step row(number_); row.next()) made.number = row.number(0);
        const std::string sort_key = made.sort_key();
        {
            step row(client_);
            row.bind(1, made.id);
            row.bind(2, made.number);
            row.bind(3, made.given_name);
            row.bind(4, made.family_name);
            row.bind(5, made.birth_date);
            row.bind(6, made.phone);
            row.bind(7, made.email);
            row.bind(8, sort_key);
            row.bind(9, now);
            row.next();
        }
        for (const auto& [kind, key] : made.keys()) {
            step row(key_);
            row.bind(1, kind);
            row.bind(2, key);
            row.bind(3, made.id);
            row.next();
        }
        one.answer = registered(made, now);
    }

    sqlite_file on_;
    kept begin_{on_, "BEGIN IMMEDIATE"}, commit_{on_, "COMMIT"}, save_{on_, "SAVEPOINT one"}, release_{on_, "RELEASE one"},
        note_{on_, "UPDATE notes_notes SET subjective = ?1, objective = ?2, assessment = ?3, plan = ?4, marks = '[]', updated_at = ?5, "
                   "version = version + 1 WHERE id = ?6 AND version = ?7 AND status = 'draft'"},
        version_{on_, "SELECT version FROM notes_notes WHERE id = ?1"},
        count_{on_, "INSERT INTO counters (name, value) VALUES ('clients', 1001) ON CONFLICT (name) DO UPDATE SET value = value + 1"},
        number_{on_, "SELECT value FROM counters WHERE name = 'clients'"},
        client_{on_, "INSERT INTO clients (id, number, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address, "
                     "emergency_contact, note, archived, facts_version, sort_key, created_at, version) "
                     "VALUES (?1, ?2, ?3, ?4, '', '', ?5, ?6, ?7, '', '', '', 0, 0, ?8, ?9, 1)"},
        key_{on_, "INSERT INTO client_keys (kind, key, client) VALUES (?1, ?2, ?3)"};
    std::mutex mutex_;
    std::condition_variable woken_;
    std::vector<job> waiting_;
    std::thread thread_;
};

}

std::unique_ptr<writer> group_commit(const std::string& file) { return std::make_unique<committer>(file); }

}
