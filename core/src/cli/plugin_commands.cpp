#include "core/src/cli/command_line.hpp"
#include "core/src/cli/plugin_authoring.hpp"
#include "core/src/cli/plugin_packing.hpp"
#include "core/src/cli/plugin_placing.hpp"
#include "core/src/cli/serving.hpp"
#include "core/src/plugins/package.hpp"
#include "core/src/plugins/trust.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>

namespace lumbar::cli {
namespace {

int list_plugins(const common_flags& flags) {
    auto app = make_application(flags.settings());
    for (const auto& plugin : app->plugins().plugins())
        std::cout << plugin.id << "\t" << plugin.version << "\t" << bind(plugin.state).text << "\t" << plugin.reason << "\n";
    return 0;
}

// Lets a package that did not come with the server be loaded, as it lies there now: a later change needs trust anew.
int trust_plugin(const common_flags& flags, const std::string& id) {
    const auto settings = flags.settings();
    make_data_folder(settings);
    for (const auto& folder : plugins::packages_in(plugin_folder_of(settings))) {
        const auto package = plugins::read_package(folder);
        if (package.name != id) continue;
        plugins::write_trust(settings.data_folder + "/trusted-plugins.toml", id, package.digest);
        std::cout << id << " is trusted: " << package.digest << "\n";
        return 0;
    }
    throw std::runtime_error("There is no plugin " + id + " in " + plugin_folder_of(settings) + ".");
}

// Checks the package, copies it to the server's plugins, in place of an older version, and trusts it as it is.
int add_plugin(const common_flags& flags, const std::string& path, const std::string& digest) {
    namespace fs = std::filesystem;
    const auto settings = flags.settings();
    const given_package from(path, digest, plugin_folder_of(settings));
    const std::string& given = from.folder();
    const auto package = plugins::read_package(fs::canonical(given).string());
    check_plugin(given, {});
    place_package(package, given, plugin_folder_of(settings));
    std::cout << package.name << " is in " << plugin_folder_of(settings)
              << ". A server that runs finds it under Plugins, Look for new plugins.\n";
    return trust_plugin(flags, package.name);
}

// For authors: nothing of a clinic is read or written.
void add_authoring_commands(CLI::App& all, command& chosen) {
    static std::string id, parent = ".", folder, database, into = ".";
    auto* fresh = all.add_subcommand("new", "Write a new plugin's sources into a folder of its name");
    fresh->add_option("id", id, "Its id: lower-case letters, digits and _")->required();
    fresh->add_option("--in", parent, "The folder that its folder is made in (default: this one)");
    fresh->callback([&] { chosen = [] {
        make_plugin(id, parent);
        std::cout << std::filesystem::path(parent).append(id).lexically_normal().string() << " is written; its README.md says how to build and test it.\n";
        return 0;
    }; });

    auto* check = all.add_subcommand("check", "Try a package as a server would, on an empty database that is gone afterwards");
    check->add_option("folder", folder, "The package: manifest.json, plugin.so, migrations/, web/")->required();
    check->add_option("--database", database, "An empty PostgreSQL database to use (default: an SQLite file)");
    check->callback([&] { chosen = [] {
        std::cout << check_plugin(folder, database);
        return 0;
    }; });

    auto* pack = all.add_subcommand("pack", "Check a package and make one file of it, ID-VERSION.tar, to give to others");
    pack->add_option("folder", folder, "The package: manifest.json, plugin.so, migrations/, web/")->required();
    pack->add_option("--to", into, "The folder that the file is written to (default: this one)");
    pack->callback([&] { chosen = [] {
        const auto packed = pack_plugin(folder, into);
        std::cout << packed.file << " (" << (packed.bytes + 1023) / 1024 << " KiB)\nSHA-256 of the package: " << packed.digest << "\n";
        return 0;
    }; });

    all.add_subcommand("schema", "Print the JSON Schema of manifest.json")->callback([&] { chosen = [] {
        std::cout << manifest_schema() << "\n";
        return 0;
    }; });
}

int switch_plugin(const common_flags& flags, const std::string& id, bool on) {
    auto app = make_application(flags.settings());
    actor operator_of_machine;
    operator_of_machine.kind = actor_kind::system;
    operator_of_machine.name = "Command line";
    auto done = on ? app->plugins().enable(id, operator_of_machine) : app->plugins().disable(id, operator_of_machine);
    if (done.what == plugins::switching::result::no_such_plugin) throw std::runtime_error("There is no plugin " + id + ".");
    if (done.what == plugins::switching::result::refused) throw std::runtime_error(done.reason);
    return 0;
}

}

void add_plugin_commands(CLI::App& root, common_flags& flags, command& chosen) {
    static std::string id, digest;
    auto* all = root.add_subcommand("plugin", "See plugins, switch them on and off while no server runs, write new ones")->require_subcommand(1);

    auto* list = all->add_subcommand("list", "List the plugins and their states");
    add_common_flags(*list, flags);
    list->callback([&] { chosen = [&] { return list_plugins(flags); }; });

    auto* trust = all->add_subcommand("trust", "Allow a plugin's package to be loaded, as it is now");
    add_common_flags(*trust, flags);
    trust->add_option("id", id, "The plugin's id")->required();
    trust->callback([&] { chosen = [&] { return trust_plugin(flags, id); }; });

    auto* add = all->add_subcommand("add", "Check a package, copy it to this server's plugins and allow it to be loaded");
    add_common_flags(*add, flags);
    add->add_option("package", id, "The package's folder, or the file that `lumbar plugin pack` made of it")->required();
    add->add_option("--digest", digest, "The digest that its author tells: with another it is refused");
    add->callback([&] { chosen = [&] { return add_plugin(flags, id, digest); }; });
    add_authoring_commands(*all, chosen);

    for (bool on : {true, false}) {
        auto* command = all->add_subcommand(on ? "enable" : "disable", on ? "Switch a plugin on" : "Switch a plugin off; its data stay");
        add_common_flags(*command, flags);
        command->add_option("id", id, "The plugin's id")->required();
        command->callback([&flags, &chosen, on] { chosen = [&flags, on] { return switch_plugin(flags, id, on); }; });
    }
}

}
