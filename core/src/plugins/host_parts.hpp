#pragma once

#include "core/src/plugins/known_plugin.hpp"
#include "core/src/plugins/plugin_rows.hpp"
#include "core/src/plugins/points.hpp"

namespace lumbar::plugins {

// What a plugin that goes gives the requests inside it.
constexpr std::chrono::seconds patience{10};

// The inside of a host. `switching_mutex` is held while a plugin is switched; `mutex` guards what is read meanwhile: which
// plugins there are, their states, reasons and waiting versions, and the snapshot.
struct host::parts {
    parts(plugins::host& self, host_surroundings a, host_options o) : owner(self), around(std::move(a)), options(std::move(o)) {}

    plugins::host& owner;
    host_surroundings around;
    host_options options;
    // Sorted by id. Changed under both mutexes: who holds either may read it.
    std::vector<std::shared_ptr<known_plugin>> plugins;
    std::vector<std::shared_ptr<known_plugin>> former;    // versions that were on: something of theirs may still run
    bool behind = false;                                  // the database is used with a package that is not in the folder here
    unsigned looks = 0;                                   // of the follower, while that is so

    std::mutex switching_mutex;
    mutable std::mutex mutex;
    std::shared_ptr<const points_snapshot> snapshot;
    std::int64_t generation = 0;                          // of the database, as far as this process has followed

    std::mutex stop_mutex;
    std::condition_variable stop;
    bool stopping = false;
    std::thread follower;

    // By who switches.
    known_plugin* find(std::string_view id) const;
    // By whoever reads meanwhile.
    std::vector<std::shared_ptr<known_plugin>> known() const;
    std::shared_ptr<known_plugin> known(std::string_view id) const;
    // In the place of what has its id, or in its own; gives back what was there.
    std::shared_ptr<known_plugin> put(std::shared_ptr<known_plugin> plugin);
    void set_state(known_plugin& plugin, plugin_state state, std::string reason = {});
    caller as(const actor& who) const;

    // Puts what is on before the requests: routes, answers, subscribers. Throws std::invalid_argument when two routes clash.
    void publish();
    void put_web_files(const known_plugin& plugin);
    void tell(std::int64_t generation);

    // Empty when all that the plugin depends on is on.
    std::string missing_for(const known_plugin& plugin) const;
    std::string depending_on(const known_plugin& plugin) const;

    // The plugins' rows in the database; none before its schema is there.
    std::vector<plugin_row> rows_if_any() const;
    // At a database's first start: the rows of the plugins that came with the server, written as wanted.
    std::vector<plugin_row> want_what_came_along();
    bool wanted(const known_plugin& plugin, const std::vector<plugin_row>& rows) const;
    loading_rules rules() const;   // as the lists of trusted plugins are now
    void look_at(const std::string& folder, const loading_rules& rules, const std::vector<plugin_row>& rows);
    void write_row(const known_plugin& plugin, const asker& by, std::string_view state, const std::string& reason = {});

    // Migrates, starts and publishes; throws what went wrong, and the plugin is off then. `starting`: on_enable is run and the
    // row written, in one transaction.
    void bring_up(known_plugin& plugin, const asker& by, bool starting, std::string_view action = "plugin.enable");
    void take_down(known_plugin& plugin);
    // Migrates, runs on_enable and writes the row: all or nothing.
    void store_start(known_plugin& plugin, const asker& by, std::string_view action);
    // `next` serves in place of the version that is on; with `starting` it is started first. Throws what went wrong before that.
    void take_over(std::shared_ptr<known_plugin> next, const asker& by, bool starting);
    void took_step(std::int64_t now);   // this server's own change of the generation
    void fail(known_plugin& plugin, const std::string& reason);

    void bring_back(const std::vector<plugin_row>& rows);
    // Writes what options.at_fault names as quarantined; false when it names nothing.
    bool quarantine();
    // What whoever may switch plugins should know, under `mutex`; none when all is well.
    std::optional<std::vector<ui_warning>> warnings() const;
    void add_lost(const std::vector<plugin_row>& rows);
    // Stores what purging must know once the package is gone (purge.hpp); writes only what is new.
    void remember(const known_plugin& plugin);
    purge_preview preview(const known_plugin& plugin, read_tx& tx) const;
    void follow();        // what other servers on this database have switched
    void follow_version(const plugin_row& row);
    void follow_rows(const std::vector<plugin_row>& rows);
    void follow_each_second();
};

// Who does what nobody asked for.
actor the_server();

// Null: none.
const plugin_row* row_of(const std::vector<plugin_row>& rows, const std::string& id);

bool looks_for(const host_options& options, const std::string& id);

// Why `plugin` is not the one to go on with.
std::string not_this_version(const known_plugin& plugin, const plugin_row& row);

}
