#include "core/src/plugins/known_plugin.hpp"

#include "core/src/log.hpp"
#include "core/src/plugins/library.hpp"
#include "core/src/plugins/stamp.hpp"
#include "db/src/sha256.hpp"

#include <algorithm>
#include <filesystem>

namespace lumbar::plugins {

namespace {

// First segments of core's pages, and what stands beside the API.
constexpr std::string_view page_words[] = {"api",     "f",        "ui",      "events",  "plugins", "admin",    "board",
                                           "clients", "calendar", "sign-in", "setup",   "welcome", "settings", "help",
                                           "livez",   "readyz",   "metrics", "openapi", "core",    "lumbar"};

std::vector<std::string> tables_in(std::string_view sql) {
    constexpr std::string_view words = "CREATE TABLE ";
    std::vector<std::string> names;
    for (auto at = sql.find(words); at != sql.npos; at = sql.find(words, at + 1)) {
        std::string_view name = sql.substr(at + words.size());
        names.emplace_back(name.substr(0, name.find_first_of(" (\n")));
    }
    return names;
}

// The names of the tables that its migrations make must be those of the manifest.
void check_tables(const known_plugin& plugin) {
    const auto& agreed = listed(plugin.agreed.tables);
    for (const package_file& file : plugin.migrations)
        for (const std::string& table : tables_in(file.bytes))
            if (std::find(agreed.begin(), agreed.end(), table) == agreed.end())
                throw refused("Its " + file.path + " makes the table " + table + ", which its manifest does not name.");
}

void check_stamp(const package& p) {
    auto stamp = read_stamp(p.library);
    if (!stamp) throw refused("Its plugin.so is not a library that was built with lumbar_add_plugin().");
    if (std::string difference = stamp_difference(*stamp); !difference.empty()) throw refused(difference);
}

// Two routes of one method and path, or a path of another form than "/a/{b}".
void check_paths(const known_plugin& plugin) {
    std::vector<http::mount> mounts;
    for (const auto* table : plugin.code->tables) mounts.push_back({plugin.api_prefix(), table, plugin.agreed.id, plugin.gate});
    try {
        http::route_snapshot alone(mounts, {});
    } catch (const std::invalid_argument& clash) {
        throw refused("Its routes do not fit: " + std::string(clash.what()));
    }
}

bool lists(const trust_list& list, const package& p) {
    auto found = list.find(p.name);
    return found != list.end() && found->second == p.digest;
}

bool is_trusted(known_plugin& plugin, const package& p, const loading_rules& rules) {
    plugin.shipped = lists(rules.shipped, p);
    if (plugin.shipped || lists(rules.added, p)) return true;
    if (std::find(rules.trusted.begin(), rules.trusted.end(), p.name) != rules.trusted.end()) return true;
    bool changed = rules.shipped.contains(p.name) || rules.added.contains(p.name);
    plugin.reason =
        changed ? "Its files are not those that were trusted: look where the change comes from, then `lumbar plugin trust " +
                      p.name + "`."
                : "It is not in the list of trusted plugins: `lumbar plugin trust " + p.name + "` puts it there.";
    return false;
}

// A package on its way; without `library` it goes no further.
struct loading {
    std::shared_ptr<known_plugin> plugin = std::make_shared<known_plugin>();
    std::string name;
    std::optional<library_file> library;
};

// A step that fails leaves a plugin that says why.
template <class Step>
void guarded(loading& one, Step step) {
    try {
        step();
    } catch (const std::exception& error) {
        one.library.reset();
        one.plugin->state = plugin_state::incompatible;
        one.plugin->code.reset();
        one.plugin->reason = error.what();
        log(log_level::error, "a plugin cannot be loaded", {{"plugin", log_word{one.name}}});
    }
}

void read_and_check(loading& one, const std::string& folder, const loading_rules& rules) {
    known_plugin& plugin = *one.plugin;
    package p = read_package(folder);
    plugin.digest = p.digest;
    plugin.agreed = read_manifest(p.manifest, p.name, rules.reserved);
    std::vector<std::string> none;
    if (plugin.agreed.settings) plugin.settings = settings_in(plugin.agreed.settings->text, none);
    if (!is_trusted(plugin, p, rules)) return;
    check_stamp(p);
    plugin.migrations = std::move(p.migrations);
    plugin.web = std::move(p.web);
    check_tables(plugin);
    one.library = {p.library_file, data::sha256_hex(p.library)};
}

void load(loading& one) {
    known_plugin& plugin = *one.plugin;
    plugin.code = run_registration(load_library(*one.library), plugin.agreed);
    check_paths(plugin);
    plugin.state = plugin_state::disabled;
}

}

reserved_words words_of_core(const std::vector<http::mount>& core) {
    reserved_words words;
    words.paths.assign(std::begin(page_words), std::end(page_words));
    for (const http::mount& mount : core)
        for (const route& row : *mount.routes) {
            std::string_view path = row.path.substr(std::min<std::size_t>(1, row.path.size()));
            words.paths.emplace_back(path.substr(0, path.find('/')));
        }
    for (const data::migration_file& file : data::core_migrations().files)
        for (std::string& table : tables_in(file.sql)) words.tables.push_back(std::move(table));
    return words;
}

std::vector<std::shared_ptr<known_plugin>> load_plugins(const std::vector<std::string>& folders, const loading_rules& rules) {
    std::vector<loading> all(folders.size());
    std::vector<library_file> libraries;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        loading& one = all[i];
        one.name = std::filesystem::path(folders[i]).filename().string();
        guarded(one, [&] { read_and_check(one, folders[i], rules); });
        if (one.library) libraries.push_back(*one.library);
    }
    try_together(libraries);
    std::vector<std::shared_ptr<known_plugin>> loaded;
    for (loading& one : all) {
        if (one.library) guarded(one, [&] { load(one); });
        one.plugin->agreed.id = one.name;
        loaded.push_back(std::move(one.plugin));
    }
    return loaded;
}

}
