#pragma once

#include "db/src/connection.hpp"
#include "db/src/store_state.hpp"

#include <lumbar/database.hpp>

#include <chrono>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// What both back ends share, and what only the data layer may ask of a database.
class back_end : public database {
public:
    const database_options& options() const override { return options_; }

    // Runs `work` on the writing connection, outside any transaction, while no write of this process runs.
    virtual void exclusively(const std::function<void(connection&)>& work) = 0;
    // While on, statements of plugin owners on that connection may create their own tables.
    virtual void migrating(connection& on, bool yes) = 0;

    // The time that statements of a handler may take on that connection, which exclusively() has lent.
    virtual void allow(connection& on, std::chrono::milliseconds budget) = 0;

    virtual store_state state() = 0;

    // Runs `run` on this thread when a reader lies idle, its statements together for no longer than `patience`. False: it did
    // not run, or not to its end, and is to run elsewhere from the beginning. What `run` throws comes out. On PostgreSQL as well
    // when the connection has not yet prepared a statement of it, or breaks.
    virtual bool read_here(const caller& who, const std::function<void(read_tx&)>& run, std::chrono::milliseconds patience) = 0;

protected:
    explicit back_end(database_options options) : options_(std::move(options)) {}

    void write_now(const caller& who, const std::function<void(write_tx&)>& run) override;

    database_options options_;
};

std::unique_ptr<database> open_sqlite(database_options options);
std::unique_ptr<database> open_postgresql(database_options options);

}
}
