#include "core/src/cli/command_line.hpp"
#include "core/src/cli/version.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

int main(int argc, char** argv) {
    using namespace lumbar;
    CLI::App root("Lumbar: practice management for massage and bodywork clinics", "lumbar");
    root.require_subcommand(1);
    root.set_version_flag("--version", cli::versions, "The versions of this program and of the libraries that it runs with");
    cli::common_flags flags;
    cli::command chosen;
    cli::add_serve(root, flags, chosen);
    cli::add_data_commands(root, flags, chosen);
    cli::add_user_commands(root, flags, chosen);
    cli::add_plugin_commands(root, flags, chosen);
    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return root.exit(error) == 0 ? 0 : 2;
    }
    try {
        return chosen();
    } catch (const std::exception& error) {
        std::cerr << "lumbar: " << error.what() << "\n";
        return 1;
    }
}
