#pragma once

#include "core/src/audit/chain.hpp"
#include "core/src/events/event_dispatcher.hpp"
#include "core/src/http/asset_table.hpp"
#include "core/src/http/dispatch.hpp"
#include "core/src/plugins/host.hpp"

#include <lumbar/database.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace [[gnu::visibility("default")]] lumbar {

struct application_options {
    database_options database;
    std::string data_folder;            // the backup before an upgrade goes there
    std::string plugin_folder;
    std::string web_folder;             // as core/web's build makes it; empty: no pages
    std::string base_url;
    std::vector<std::string> plugins = {};   // ids to look for; empty: all in the folder
    std::vector<std::string> trusted = {};   // ids trusted as they lie there: for tests
    bool keep_audit_head = false;       // write the head of the audit log beside the data
    bool safe_mode = false;             // the kernel alone: no plugin is loaded
    std::vector<plugins::plugin_at_fault> at_fault = {};  // plugins to quarantine before anything of them runs
    std::string metrics_token = {};     // whoever shows it may read /metrics; empty: nobody
    std::function<std::vector<std::string>()> warnings = {};  // sentences that admins see on every page; from any thread
    std::function<void(std::string_view route, std::string_view thrown)> heard = {};   // see dispatcher_options
    bool background = true;             // false: nothing is delivered but by events().deliver_all()
};

// The whole server but for its connections: data, plugins, routes, pages. Requests go to front().
//
// The root key must be open. The constructor brings the schema up (an existing SQLite file is backed up first) and throws
// with one sentence when the server cannot serve; a plugin's fault never is such a reason.
class application {
public:
    explicit application(application_options options);
    ~application();
    application(const application&) = delete;
    application& operator=(const application&) = delete;

    http::front& front() { return *front_; }
    lumbar::database& database() { return *database_; }
    plugins::host& plugins() { return *host_; }
    events::event_dispatcher& events() { return *events_; }
    http::live_events& live() { return live_; }
    const http::route_table& routes() const { return table_; }

    // /readyz says from now on that this server is about to stop.
    void announce_end() { front_->announce_end(); }
    // Closes the windows' streams: they would keep the server from stopping.
    void close_windows() { live_.close_all(); }

private:
    class services;
    std::string tell_metrics();
    void noticed(const storage_notice& notice);
    std::vector<std::string> warnings(const std::function<std::vector<std::string>()>& others) const;
    void bring_up_schema(const application_options& options, bool existed);

    http::route_table table_;
    http::asset_table files_;
    std::atomic<events::event_dispatcher*> waked_{nullptr};  // by commits; null before and after
    std::atomic<std::int64_t> newest_event_{0}, told_event_{0};  // in the last commit, and when it was last waked
    http::live_events live_;
    std::atomic<bool> disk_is_full_{false};
    std::unique_ptr<lumbar::database> database_;             // its threads tell the members above
    std::unique_ptr<services> services_;
    std::unique_ptr<http::dispatcher> front_;
    std::unique_ptr<plugins::host> host_;
    std::unique_ptr<events::event_dispatcher> events_;
    std::unique_ptr<audit::head_keeper> head_;  // sees what the sealer does last
    std::unique_ptr<audit::sealer> sealer_;
};

// Core's own tables of routes and where they stand.
std::vector<http::mount> core_routes();

}
