#pragma once

#include "db/src/runs.hpp"

#include <deque>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace lumbar::data {

// A write that waits for the writer, and what became of it.
struct write_job {
    caller who;
    std::function<void(write_tx&)> run;
    database::outcome done;
    std::function<void(connection&)> alone; // instead of run: outside any transaction
    recording record;
    std::exception_ptr error;
    bool started = false;
    bool told = false; // `done` was called
};
using write_jobs = std::deque<std::unique_ptr<write_job>>;

// What waits for the writer, in a lane for each owner. The lanes take turns, so that a flood of one plugin's writes makes
// nobody else wait behind it; within a lane the first comes first. Guarded by the writer's mutex.
class write_queue {
public:
    // At most `limit` wait; a plugin's at most half of them.
    explicit write_queue(std::size_t limit) : limit_(limit) {}

    // False, and `one` stays the caller's, when there is no room for it.
    bool add(std::unique_ptr<write_job>& one);
    // Up to `most` of them, or one that runs alone.
    write_jobs take(std::size_t most);
    // What was taken and not begun: first in its lane again, whatever the limit.
    void put_back(write_jobs jobs);
    std::size_t size() const { return size_; }
    bool empty() const { return lanes_.empty(); }

private:
    struct lane {
        std::string owner;
        write_jobs jobs;
    };
    lane* find(const std::string& owner);

    std::list<lane> lanes_; // none is empty; the first is next
    std::size_t limit_;
    std::size_t size_ = 0;
};

}
