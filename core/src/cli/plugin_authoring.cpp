#include "core/src/cli/plugin_authoring.hpp"

#include "core/src/application/application.hpp"
#include "core/src/cli/passing_folder.hpp"
#include "core/src/identity/root_key.hpp"
#include "core/src/log.hpp"
#include "core/src/plugins/known_plugin.hpp"

#include <plugin_template_files.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

namespace lumbar::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view sample = "sample", titled_sample = "Sample", template_folder = "template/";

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

// "hot_stones" -> "Hot stones".
std::string title_of(std::string id) {
    std::replace(id.begin(), id.end(), '_', ' ');
    if (!id.empty()) id[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(id[0])));
    return id;
}

std::string written_for(const std::string& id, std::string_view path) {
    std::string text(plugin_template::file(path));
    replace_all(text, titled_sample, title_of(id));
    replace_all(text, sample, id);
    return text;
}

void write_file(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    if (!(out << text).flush()) throw std::runtime_error(path.string() + " cannot be written.");
}

actor the_author() {
    actor who;
    who.kind = actor_kind::system;
    who.name = "Command line";
    return who;
}

void switch_on(application& app, const std::string& id) {
    const auto all = app.plugins().plugins();
    auto found = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.id == id; });
    if (found == all.end()) throw std::runtime_error("There is no plugin " + id + " beside it.");
    if (found->state == plugins::plugin_state::incompatible) throw std::runtime_error(id + ": " + found->reason);
    if (auto done = app.plugins().enable(id, the_author()); done.what != plugins::switching::result::done)
        throw std::runtime_error(id + ": " + done.reason);
}

// Screens without a module would simply not appear.
void check_module(const plugins::manifest& agreed, const plugins::package& p) {
    if (!agreed.ui) return;
    const std::string module = "web/" + agreed.ui->module;
    if (std::none_of(p.web.begin(), p.web.end(), [&](const auto& file) { return file.path == module; }))
        throw std::runtime_error(agreed.id + ": Its manifest.json names screens, but there is no " + module + ".");
}

std::string summary(const plugins::plugin_view& p, std::size_t bytes) {
    std::string text = p.id + " " + p.version + ": it loads, migrates, starts and stops.\n";
    for (const auto& route : p.routes) text += "  route       " + route.method + " " + route.path + " (" + route.permission + ")\n";
    for (const auto& table : p.tables) text += "  table       " + table + "\n";
    for (const auto& permission : p.permissions) text += "  permission  " + permission.name + "\n";
    for (const auto& point : p.points) text += "  answers     " + point + "\n";
    for (const auto& event : p.events) text += "  hears       " + event + "\n";
    for (const auto& slot : p.slots) text += "  screen      in " + slot.slot + "\n";
    for (const auto& entry : p.menu) text += "  menu        " + entry.label + "\n";
    return text + "  library     " + std::to_string((bytes + 1023) / 1024) + " KiB\n";
}

}

void make_plugin(const std::string& id, const std::string& parent) {
    plugins::read_manifest(written_for(id, "template/manifest.json"), id, plugins::words_of_core(core_routes()));
    const fs::path folder = fs::path(parent) / id;
    if (fs::exists(folder)) throw std::runtime_error(folder.string() + " is there already.");
    for (std::string_view path : plugin_template::files())
        write_file(folder / path.substr(template_folder.size()), written_for(id, path));
}

std::string check_plugin(const std::string& given, const std::string& database_url) {
    const fs::path folder = fs::canonical(given);
    const auto package = plugins::read_package(folder.string());
    const auto agreed = plugins::read_manifest(package.manifest, package.name, plugins::words_of_core(core_routes()));
    check_module(agreed, package);

    log_from(log_level::warning);   // that it goes on and off here is no news
    passing_folder data;
    identity::use_passing_root_key();
    application_options options;
    options.database.url = database_url.empty() ? "sqlite://" + data.path() + "/lumbar.sqlite" : database_url;
    options.database.run_writes_twice = true;
    options.data_folder = data.path();
    options.plugin_folder = folder.parent_path().string();
    options.base_url = "http://127.0.0.1:8080";
    options.plugins = plugins::listed(agreed.depends_on);
    options.plugins.push_back(agreed.id);
    options.trusted = options.plugins;
    options.background = false;
    application app(options);
    for (const auto& id : options.plugins) switch_on(app, id);
    const auto all = app.plugins().plugins();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.id == agreed.id; });
    if (auto off = app.plugins().disable(agreed.id, the_author()); off.what != plugins::switching::result::done)
        throw std::runtime_error(agreed.id + ": " + off.reason);
    return summary(*found, package.library.size());
}

std::string manifest_schema() {
    schema_components parts;
    std::string root;
    append_schema(root, shape_of<plugins::manifest>(), parts);
    std::string text = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"manifest.json of a Lumbar plugin","$ref":)";
    text += root.substr(root.find(':') + 1, root.rfind('}') - root.find(':') - 1) + ",\"$defs\":{";
    for (std::size_t i = 0; i < parts.schemas.size(); ++i)
        text += (i ? ",\"" : "\"") + parts.schemas[i].first + "\":" + parts.schemas[i].second;
    text += "}}";
    replace_all(text, "#/components/schemas/", "#/$defs/");
    return text;
}

}
