#include "core/src/cli/command_line.hpp"

#include "core/src/identity/root_key.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>

namespace lumbar::cli {
namespace {

std::string program_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path().string(); }

// Beside the program, as a build makes it, or where `cmake --install` puts it.
std::string part_of_program(const std::string& built, const std::string& installed) {
    const std::string beside = program_folder() + "/" + built;
    return std::filesystem::exists(beside) ? beside : program_folder() + "/../" + installed;
}

// Of an SQLite URL; empty for another.
std::string sqlite_file(const std::string& url) {
    constexpr std::string_view scheme = "sqlite://";
    return url.starts_with(scheme) ? url.substr(scheme.size()) : std::string();
}

// Whether anything has been recorded in this database; false when it cannot be told.
bool holds_data(const configuration::config& settings) {
    const auto url = configuration::database_url_of(settings);
    if (auto file = sqlite_file(url); !file.empty()) {
        std::error_code none;
        return std::filesystem::file_size(file, none) > 0 && !none;
    }
    try {
        auto db = open_to_read(settings);
        caller c;
        c.who.kind = actor_kind::system;
        return db->read(c, [](read_tx& tx) { return tx.value<std::int64_t>("SELECT 1 FROM audit LIMIT 1").has_value(); });
    } catch (const database_error&) {
        return false;
    }
}

}

configuration::config common_flags::settings() const {
    configuration::config settings;
    if (!config_file.empty()) configuration::read_file(settings, config_file);
    // What a flag overrules was not set by the file.
    auto overrule = [&](auto& setting, const auto& flag, std::string_view key) {
        setting = flag;
        if (auto place = settings.places.find(key); place != settings.places.end()) settings.places.erase(place);
    };
    if (!data_folder.empty()) overrule(settings.data_folder, data_folder, "data.folder");
    settings.data_folder = std::filesystem::absolute(settings.data_folder).lexically_normal().string();
    if (!database_url.empty()) overrule(settings.database_url, database_url, "database.url");
    if (!address.empty()) overrule(settings.address, address, "server.address");
    if (port >= 0) overrule(settings.port, port, "server.port");
    configuration::check(settings);
    return settings;
}

void add_common_flags(CLI::App& command, common_flags& flags) {
    command.add_option("--config", flags.config_file, "The settings file; config/lumbar.example.toml explains each key");
    command.add_option("--data", flags.data_folder, "The data folder (default: data)");
    command.add_option("--database", flags.database_url, "sqlite:///absolute/path or postgresql://… without a password (default: an SQLite file in the data folder)");
}

void make_data_folder(const configuration::config& settings) {
    namespace fs = std::filesystem;
    std::error_code failed;
    const bool made = fs::create_directories(settings.data_folder, failed);
    if (failed) throw std::runtime_error("The data folder " + settings.data_folder + " cannot be made: choose another with --data, or give its parent to the user who runs the server.");
    if (made) fs::permissions(settings.data_folder, fs::perms::owner_all);
}

void open_key(const configuration::config& settings) { identity::open_root_key(settings.data_folder, !holds_data(settings)); }

std::string plugin_folder_of(const configuration::config& settings) {
    return settings.plugin_folder.empty() ? part_of_program("plugins", "lib/lumbar/plugins") : settings.plugin_folder;
}

std::string web_folder_of(const configuration::config& settings) {
    return settings.web_folder.empty() ? part_of_program("web", "share/lumbar/web") : settings.web_folder;
}

std::unique_ptr<database> open_to_read(const configuration::config& settings) {
    database_options options;
    options.url = configuration::database_url_of(settings);
    options.read_only = true;
    options.readers = 1;
    options.read_budget = std::chrono::hours(1);  // a whole log is longer than any request
    return database::open(std::move(options));
}

}
