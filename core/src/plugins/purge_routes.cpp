#include "core/src/plugins/purge_routes.hpp"

#include "core/src/http/large_answer.hpp"
#include "core/src/plugins/host.hpp"

#include <algorithm>
#include <cctype>

namespace lumbar::plugins {

namespace {

std::string file_name(std::string_view plugin, utc_ms now) {
    std::string name(plugin);
    std::erase_if(name, [](unsigned char c) { return !std::isalnum(c) && c != '_'; });
    return name + "-" + to_text(now).substr(0, 10) + ".ndjson";
}

}

std::optional<purge_preview> show_purge(const request& req, database& db) {
    host* plugins = host_of(db);
    return plugins ? plugins->preview_purge(req.path("plugin")) : std::nullopt;
}

response export_stored(const request& req, database& db) {
    host* plugins = host_of(db);
    if (!plugins) return not_found("plugin");
    http::large_answer lines(plugins->data_folder());
    const auto how = plugins->export_stored(req.path("plugin"), [&](std::string_view line) {
        lines.add(line);
        lines.add("\n");
    });
    if (how.what == switching::result::no_such_plugin) return not_found("plugin");
    if (how.what == switching::result::refused) return conflict("plugin_refused", how.reason);
    response r;
    r.rest = lines.bytes();
    r.content_type = "application/x-ndjson";
    r.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file_name(req.path("plugin"), db.now()) + "\"");
    return r;
}

response purge(const request& req, const purge_request& given, database& db) {
    const std::string_view id = req.path("plugin");
    host* plugins = host_of(db);
    if (!plugins || !plugins->settings_of(id)) return not_found("plugin");
    if (given.confirm != id) return invalid({{"/confirm", "Type " + std::string(id) + " to confirm."}});
    const auto how = plugins->purge(id, {req.user(), req.request_id});
    if (how.what == switching::result::no_such_plugin) return not_found("plugin");
    if (how.what == switching::result::refused) return conflict("plugin_refused", how.reason);
    return no_content();
}

void tell_who_stores(read_tx& tx, std::vector<plugin_view>& all) {
    const auto ids = storing_plugins(tx);
    for (plugin_view& one : all) one.stores = std::binary_search(ids.begin(), ids.end(), one.id);
}

}
