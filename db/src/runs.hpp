#pragma once

#include "db/src/connection.hpp"
#include "db/src/context.hpp"

#include <lumbar/database.hpp>

// One run of a handler on a connection: the same for both back ends.
namespace lumbar::data {

// A read inside a transaction that begin_read() has just opened; ends it, whatever happens. `seen` was asked for before that.
void run_read(connection& on, const caller& who, utc_ms now, const seen_state& seen, const std::function<void(read_tx&)>& run);

// A number for a database that is opened, never given twice in this process.
std::uint64_t next_store();

// A write inside an open transaction. With `twice` it runs, is rolled back, runs again and must do the same; otherwise
// program_mistake. After a throw the caller rolls back.
void run_write(connection& on, const caller& who, recording& record, const std::function<void(write_tx&)>& run, bool twice);

// Marks this thread as being inside a read or a write: a write from here would wait for itself.
class inside_scope {
public:
    inside_scope() : before_(inside_) { inside_ = true; }
    ~inside_scope() { inside_ = before_; }
    // Throws program_mistake inside one.
    static void refuse_write();

private:
    static thread_local bool inside_;
    bool before_;
};

}
