#pragma once

#include "core/src/config/config.hpp"

#include <lumbar/database.hpp>

#include <functional>
#include <memory>
#include <string>

namespace CLI { class App; }

namespace lumbar::cli {

// What every command may be told: the settings file, and flags that overrule it.
struct common_flags {
    std::string config_file;
    std::string data_folder;
    std::string database_url;
    std::string address;
    std::int64_t port = -1;

    // Throws configuration::config_error. Nothing is made on disk.
    configuration::config settings() const;
};

void add_common_flags(CLI::App& command, common_flags& flags);

// What a command ends with: 0 done, 1 refused or failed (one sentence on standard error).
using command = std::function<int()>;

// Each adds its subcommands, and stores what to run in `chosen` when one is parsed.
void add_serve(CLI::App& root, common_flags& flags, command& chosen);
void add_user_commands(CLI::App& root, common_flags& flags, command& chosen);
void add_plugin_commands(CLI::App& root, common_flags& flags, command& chosen);
void add_data_commands(CLI::App& root, common_flags& flags, command& chosen);

// The data folder, made when it is missing and readable by its owner alone.
void make_data_folder(const configuration::config& settings);
// Opens the key file, making it only where there is no data yet.
void open_key(const configuration::config& settings);
// Where the plugins and the browser's files are: as configured, else beside the program.
std::string plugin_folder_of(const configuration::config& settings);
std::string web_folder_of(const configuration::config& settings);

// The database beside a server that may be serving it: for commands that only read.
std::unique_ptr<database> open_to_read(const configuration::config& settings);

}
