#include "core/src/plugins/routes.hpp"

#include "core/src/plugins/health.hpp"
#include "core/src/plugins/host.hpp"
#include "core/src/plugins/purge_routes.hpp"

namespace lumbar::plugins {

namespace {

std::vector<plugin_view> list_plugins(const request&, read_tx& tx) {
    host* plugins = host_of(tx);
    auto all = plugins ? plugins->plugins() : std::vector<plugin_view>();
    tell_who_stores(tx, all);
    return all;
}

ui_view show_ui(const request& req, read_tx& tx) {
    host* plugins = host_of(tx);
    const bool client = req.query("surface").value_or("staff") == "client";
    return plugins ? plugins->ui_for(req.user(), client ? ui_surface::client : ui_surface::staff) : ui_view();
}

std::optional<plugin_health> show_health(const request& req, read_tx& tx) {
    host* plugins = host_of(tx);
    auto told = plugins ? plugins->health_of(req.path("plugin")) : std::nullopt;
    if (told) tell_parked(tx, req.path("plugin"), *told);
    return told;
}

asker by(const request& req) { return {req.user(), req.request_id}; }

response answer(const switching& how, host& plugins, std::string_view id, database& db) {
    if (how.what == switching::result::no_such_plugin) return not_found("plugin");
    if (how.what == switching::result::refused) return conflict("plugin_refused", how.reason);
    auto all = plugins.plugins();
    db.read(caller{}, [&](read_tx& tx) { tell_who_stores(tx, all); });
    for (const plugin_view& view : all)
        if (view.id == id) return ok(view);
    return not_found("plugin");
}

response enable(const request& req, database& db) {
    host* plugins = host_of(db);
    return plugins ? answer(plugins->enable(req.path("plugin"), by(req)), *plugins, req.path("plugin"), db) : not_found("plugin");
}

response disable(const request& req, database& db) {
    host* plugins = host_of(db);
    return plugins ? answer(plugins->disable(req.path("plugin"), by(req)), *plugins, req.path("plugin"), db) : not_found("plugin");
}

response upgrade(const request& req, database& db) {
    host* plugins = host_of(db);
    if (!plugins) return not_found("plugin");
    return answer(plugins->upgrade(req.path("plugin"), by(req)), *plugins, req.path("plugin"), db);
}

response look(const request& req, database& db) {
    host* plugins = host_of(db);
    if (!plugins) return not_found("plugin");
    const switching how = plugins->look(by(req));
    if (how.what != switching::result::done) return conflict("plugin_refused", how.reason);
    auto all = plugins->plugins();
    db.read(caller{}, [&](read_tx& tx) { tell_who_stores(tx, all); });
    return ok(all);
}

std::shared_ptr<const std::vector<setting>> fields_of(const request& req, read_tx& tx) {
    host* plugins = host_of(tx);
    return plugins ? plugins->settings_of(req.path("plugin")) : nullptr;
}

response show_settings(const request& req, read_tx& tx) {
    const auto fields = fields_of(req, tx);
    return fields ? ok(view_settings(tx, std::string(req.path("plugin")), *fields)) : not_found("plugin");
}

response change_settings(const request& req, const json_document& given, write_tx& tx) {
    const auto fields = fields_of(req, tx);
    if (!fields) return not_found("plugin");
    const std::string plugin(req.path("plugin"));
    const settings_view now = view_settings(tx, plugin, *fields);
    if (now.version != req.if_match()) return changed_meanwhile(now);
    problems faults;
    if (!store_settings(tx, plugin, *fields, given.text, faults)) return invalid(faults.list());
    return ok(view_settings(tx, plugin, *fields));
}

}

// Switching waits for migrations and for requests that still run, so it has no transaction of its own; the host writes the
// audit row with the change.
const std::vector<route> routes = {
    {verb::get, "/plugins", may("plugins.edit"), list_plugins},
    {verb::get, "/plugins/{plugin}/health", may("plugins.edit"), show_health},
    route{verb::post, "/plugins/{plugin}/enable", may("plugins.edit"), enable}.recent(),
    route{verb::post, "/plugins/{plugin}/disable", may("plugins.edit"), disable}.recent(),
    route{verb::post, "/plugins/{plugin}/upgrade", may("plugins.edit"), upgrade}.recent(),
    route{verb::post, "/plugins/look", may("plugins.edit"), look}.recent(),
    route{verb::get, "/plugins/{plugin}/purge", may("plugins.edit"), show_purge}.recent(),
    route{verb::get, "/plugins/{plugin}/export", may("plugins.edit"), export_stored, audits("plugin.export")}.recent(),
    route{verb::post, "/plugins/{plugin}/purge", may("plugins.edit"), purge}.recent(),
    {verb::get, "/plugins/{plugin}/settings", may("plugins.edit"), show_settings},
    route{verb::put, "/plugins/{plugin}/settings", may("plugins.edit"), change_settings, audits("plugin.settings")}.recent(),
    {verb::get, "/ui", anyone(), show_ui},
};

}
