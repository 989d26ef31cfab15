#include "core/src/application/application.hpp"

#include "core/src/audit/audit.hpp"
#include "core/src/audit/routes.hpp"
#include "core/src/clinic/routes.hpp"
#include "core/src/events/outbox.hpp"
#include "core/src/application/web_files.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/log.hpp"
#include "core/src/metrics/metrics.hpp"
#include "core/src/plugins/routes.hpp"
#include "core/src/supervisor/vital_signs.hpp"

#include "db/src/back_end.hpp"
#include "db/src/context.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <filesystem>

namespace lumbar {
namespace {

// Of an SQLite URL; empty for another.
std::string file_of(const std::string& url) {
    constexpr std::string_view scheme = "sqlite://";
    return url.starts_with(scheme) ? url.substr(scheme.size()) : std::string();
}

std::string backup_name(const std::string& folder, utc_ms now) {
    std::string moment = to_text(now).substr(0, 23);  // two starts may come within one second
    for (char& c : moment)
        if (c == ':') c = '-';
    return folder + "/before-upgrade-" + moment + ".backup";
}

caller by_the_server() {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    return c;
}

void tell_notice(const storage_notice& notice) {
    if (notice.what == storage_notice::kind::reader_ended)
        log(log_level::error, "a read that kept the log from starting anew was ended",
            {{"plugin", log_word{notice.owner}}, {"ms", notice.number}});
    else if (notice.what == storage_notice::kind::disk_is_full)
        log(log_level::error, "the disk is full: signing in and the audit log go on in what was set aside, nothing else is stored");
    else if (notice.what == storage_notice::kind::disk_has_room) log(log_level::warning, "the disk has room again");
    else log(log_level::error, "the write-ahead log is long: something reads without end, or the disk is slow", {{"bytes", notice.number}});
}

}

class application::services : public http::kernel_services {
public:
    explicit services(application& all) : all_(all) {}

    std::shared_ptr<const void> points() override { return all_.host_->points(); }
    void entered(const http::mounted_route& route) override {
        supervision::enter(route.plugin.empty() ? "core" : route.plugin, route.path, route.row->kind == detail::handler_kind::slow);
    }
    void left(const http::mounted_route&) override { supervision::leave(); }
    void failed(const http::mounted_route*, const std::string&, std::string_view) override {}
    std::string_view limits() override { return all_.host_->safe_mode() ? "Safe mode: no plugins are loaded." : ""; }

private:
    application& all_;
};

std::vector<http::mount> core_routes() {
    return {
        {"/api/v1", &identity::routes, {}, nullptr},
        {"", &identity::page_routes, {}, nullptr},
        {"/api/v1", &audit::routes, {}, nullptr},
        {"/api/v1", &practice::routes, {}, nullptr},
        {"/api/v1", &plugins::routes, {}, nullptr},
    };
}

application::application(application_options options) {
    const std::string file = file_of(options.database.url);
    std::error_code none;
    const bool existed = !file.empty() && std::filesystem::file_size(file, none) > 0 && !none;
    options.database.before_commit = [this](write_tx& tx) {
        audit::seal(tx);
        if (data::may_have_written(tx, "outbox")) newest_event_ = events::newest(tx);
    };
    options.database.after_commit = [this] {
        auto* dispatcher = waked_.load();
        if (dispatcher && told_event_.exchange(newest_event_) != newest_event_) dispatcher->wake();
    };
    options.database.at_work = supervision::writer_at_work;
    options.database.notice = [this](const storage_notice& notice) { noticed(notice); };
    database_ = lumbar::database::open(options.database);
    if (!options.web_folder.empty()) serving::put_web_files(files_, options.web_folder);

    services_ = std::make_unique<services>(*this);
    http::dispatcher_options front;
    front.base_url = options.base_url;
    front.most_at_work = options.database.queue;
    front.files = [this](const http::incoming& request) { return files_.answer(request); };
    front.heard = options.heard;
    front.metrics_token = std::move(options.metrics_token);
    front.metrics = [this] { return tell_metrics(); };
    front_ = std::make_unique<http::dispatcher>(*database_, table_, live_, *services_, std::move(front));

    plugins::host_options found{options.plugin_folder, options.data_folder, options.plugins, core_routes(), options.trusted,
        options.safe_mode, options.at_fault};
    plugins::host_surroundings around{*database_, table_, files_, [this](auto all) { events_->set_subscribers(std::move(all)); },
        [this](std::string_view event, std::string_view json) { live_.publish(event, json); }, [this, others = std::move(options.warnings)] { return warnings(others); }};
    host_ = std::make_unique<plugins::host>(std::move(around), std::move(found));
    events_ = std::make_unique<events::event_dispatcher>(*database_, events::surroundings{[this] { return host_->points(); },
        [this](std::string_view event, std::string_view payload) {
            if (const row_id session = identity::heard_of_end(event, payload)) live_.close_session(session);
            else live_.publish(event, payload);
        }});

    waked_ = events_.get();

    host_->load();
    bring_up_schema(options, existed);
    if (options.keep_audit_head) head_ = std::make_unique<audit::head_keeper>(*database_, options.data_folder);
    sealer_ = std::make_unique<audit::sealer>(*database_);
    host_->start();
    if (options.background) events_->start();
}

void application::noticed(const storage_notice& notice) {
    tell_notice(notice);
    const bool full = notice.what == storage_notice::kind::disk_is_full;
    if (!full && notice.what != storage_notice::kind::disk_has_room) return;
    disk_is_full_ = full;
    live_.publish("plugins", "{}");  // what windows ask for then holds the warnings
}

std::vector<std::string> application::warnings(const std::function<std::vector<std::string>()>& others) const {
    auto all = others ? others() : std::vector<std::string>();
    if (disk_is_full_) all.push_back("The server's disk is full. Nothing new is stored until there is room on it.");
    return all;
}

// Nobody asks any more when this runs, but answers may be due and plugins be followed; the members then go in reverse order.
application::~application() {
    front_.reset();
    host_->stop_following();
    // A commit that nobody waits for may still be under way and wake the events: one that is waited for comes after it.
    waked_ = nullptr;
    try {
        database_->write(by_the_server(), [](write_tx&) {});
    } catch (const database_error&) {
        // A store that takes no writes wakes nobody either.
    }
}

std::string application::tell_metrics() {
    metrics::readings now;
    now.store = database_->dialect() == dialect::sqlite ? "sqlite" : "postgresql";
    now.routes = http::counted_routes();
    now.refusals = http::counted_refusals();
    now.database = dynamic_cast<data::back_end&>(*database_).state();
    now.windows = live_.open_windows();
    try {
        now.outbox = events_->lag();
    } catch (const database_error&) {
        // Told as such: the rest is worth knowing just then.
    }
    for (const auto& plugin : host_->plugins())
        now.plugins.push_back({plugin.id, boost::describe::enum_to_string(plugin.state, "unknown")});
    return metrics::text_of(now);
}

void application::bring_up_schema(const application_options& options, bool existed) {
    auto sets = host_->migrations_due();
    sets.insert(sets.begin(), data::core_migrations());
    if (existed && !data::pending_migrations(*database_, sets).empty()) {
        database_->backup(backup_name(options.data_folder, database_->now()));
        log(log_level::info, "the data were backed up before the upgrade");
    }
    data::migrate(*database_, {data::core_migrations()});
    database_->write(by_the_server(), [](write_tx& tx) { identity::seed_roles(tx); });
}

}
