#include "core/src/cli/command_line.hpp"
#include "core/src/cli/serving.hpp"
#include "core/src/plugins/package.hpp"
#include "core/src/plugins/trust.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace lumbar::cli {
namespace {

int list_plugins(const common_flags& flags) {
    auto app = make_application(flags.settings(), false);
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

int switch_plugin(const common_flags& flags, const std::string& id, bool on) {
    auto app = make_application(flags.settings(), false);
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
    static std::string id;
    auto* all = root.add_subcommand("plugin", "See plugins and switch them on and off while no server runs")->require_subcommand(1);

    auto* list = all->add_subcommand("list", "List the plugins and their states");
    add_common_flags(*list, flags);
    list->callback([&] { chosen = [&] { return list_plugins(flags); }; });

    auto* trust = all->add_subcommand("trust", "Allow a plugin's package to be loaded, as it is now");
    add_common_flags(*trust, flags);
    trust->add_option("id", id, "The plugin's id")->required();
    trust->callback([&] { chosen = [&] { return trust_plugin(flags, id); }; });

    for (bool on : {true, false}) {
        auto* command = all->add_subcommand(on ? "enable" : "disable", on ? "Switch a plugin on" : "Switch a plugin off; its data stay");
        add_common_flags(*command, flags);
        command->add_option("id", id, "The plugin's id")->required();
        command->callback([&flags, &chosen, on] { chosen = [&flags, on] { return switch_plugin(flags, id, on); }; });
    }
}

}
