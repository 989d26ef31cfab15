#pragma once

#include "core/src/events/event_dispatcher.hpp"
#include "core/src/http/asset_table.hpp"
#include "core/src/http/route_table.hpp"
#include "core/src/plugins/settings.hpp"
#include "core/src/plugins/views.hpp"
#include "db/src/migrations.hpp"

#include <lumbar/database.hpp>
#include <lumbar/points.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

struct plugin_health;
struct purge_preview;

// A plugin during whose work the server went down again and again: start() takes it off, until an admin switches it on.
struct plugin_at_fault {
    std::string id;
    std::string what;                    // the route's template, or what else of it ran
};

struct host_options {
    std::string folder;                  // each folder below it with a manifest.json is a plugin's package
    std::string data_folder;             // may hold the clinic's own trusted-plugins.toml; empty: there is none
    std::vector<std::string> only;       // ids; empty: all that are found
    std::vector<http::mount> core;       // core's own tables of routes
    std::vector<std::string> trusted;    // ids that are trusted as they lie there: for tests
    bool safe_mode = false;              // nothing is loaded, and what the database says is on stays said
    std::vector<plugin_at_fault> at_fault = {};
};

// What the host changes and tells. The functions may be empty.
struct host_surroundings {
    database& db;
    http::route_table& table;
    http::asset_table& files;
    std::function<void(std::vector<events::subscriber>)> set_subscribers;
    std::function<void(std::string_view event, std::string_view json)> tell_windows;
    std::function<std::vector<std::string>()> warnings = {};  // of others, beside those of plugins: a sentence each
};

// Who has something switched, and with which request, as the audit row says it; empty: with none.
struct asker {
    asker(actor who, std::string request = {}) : who(std::move(who)), request(std::move(request)) {}
    actor who;
    std::string request;
};

// How switching went. A refusal is one sentence for the admin.
struct switching {
    enum class result { done, no_such_plugin, refused } what = result::done;
    std::string reason;
};

// What a plugin said of its sealed records; `unchecked` says why it could not be asked.
struct sealed_records_of {
    std::string plugin;
    sealed_state state;
    std::string unchecked;
};

struct known_permission {
    std::string name;
    std::string sentence;
    std::string by;                      // the plugin's id
};

// All plugins of this server: finds them, loads them, switches them on and off and puts new versions in their place while
// requests run. Nothing that was loaded is unloaded.
//
// load(), then (the schema having been brought up) start(). After that every call is safe from any thread; switching is done
// by one thread at a time, and waits.
class host {
public:
    host(host_surroundings around, host_options options);
    ~host();

    // Reads, checks and loads the packages. Whatever is wrong with one stays with that one.
    void load();
    // The migrations of the plugins that the database says are on, or, before its first start, of those that came with the
    // server. For a backup before they are applied; start() applies them.
    std::vector<data::migration_set> migrations_due();
    // The migrations of all packages that were found.
    std::vector<data::migration_set> migrations() const;
    // Asks every plugin that has been on for its sealed records; needs no start().
    std::vector<sealed_records_of> sealed_records(read_tx& tx) const;
    // Switches on what was on, publishes all routes, and on PostgreSQL follows what other servers switch from then on. At a
    // database's first start the plugins that came with the server are switched on. A package of another version than the
    // database was used with is an upgrade, whole or not at all; a lower version stays off, failed.
    //
    // What another server upgrades, this one follows within 2 seconds with the package of that version in its own folder. While
    // that is not there, the plugin is off here, failed, and a check of it "not screened": an older version might write
    // what the new one does not understand. It comes back by itself within some seconds of the package.
    void start();

    bool safe_mode() const;
    const std::string& data_folder() const;

    // From now on nothing is called but by others.
    void stop_following();

    // Looks into the plugin folder anew. A package that was not there is loaded and off; another package of a plugin that is off
    // takes its place; another package of one that is on waits (plugin_view::waiting), and what was waiting and has gone waits
    // no more. A lower version than the database was used with is not loaded: its schema may be newer. Refused in safe mode.
    switching look(const asker& by);
    // Puts the waiting version in place of the one that is on, which serves until then. The new one's migrations, its start and
    // the row that says so are one transaction; then requests, events and pages go to it at once, and what is inside the old
    // one comes to its end. When it fails, the old one serves on, on the schema that it had. Between the commit and the end
    // of the last request inside it, here and on other servers until they have followed, the old version works on the new
    // schema: what it reads a migration takes away only in the version after.
    switching upgrade(std::string_view id, const asker& by);
    // By whoever asks; the audit row says so. Switching on what is on, or off what is off, is done without a change.
    switching enable(std::string_view id, const asker& by);
    switching disable(std::string_view id, const asker& by);

    // Purging (purge.hpp). Empty when there is no plugin of that id.
    std::optional<purge_preview> preview_purge(std::string_view id) const;
    switching purge(std::string_view id, const asker& by);
    // Calls `take` with each line of what the plugin has stored.
    switching export_stored(std::string_view id, const std::function<void(std::string_view line)>& take) const;

    // The made-up records of the plugins that are on, for a made-up clinic.
    void fill_demo();

    std::vector<plugin_view> plugins() const;
    // What `who` may see there; empty for somebody without a permission for any of it.
    ui_view ui_for(const actor& who, ui_surface surface) const;
    // How a plugin has done in this process; empty when there is none of that id.
    std::optional<plugin_health> health_of(std::string_view id) const;
    // What can be set of a plugin; null when there is none of that id.
    std::shared_ptr<const std::vector<setting>> settings_of(std::string_view id) const;
    // The same of the versions that were on before, whose last requests may still run.
    std::vector<std::shared_ptr<const std::vector<setting>>> former_settings_of(std::string_view id) const;
    // Of the plugins that are loaded, on or off.
    std::vector<known_permission> permissions() const;
    // The answers of the plugins that are on: caller::host.
    std::shared_ptr<const void> points() const;

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

// The host behind a transaction or a database call of the server; null where there is none (a test of a noun).
host* host_of(const read_tx& tx);
host* host_of(database& db);

}
}
