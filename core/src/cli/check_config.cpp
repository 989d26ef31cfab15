#include "core/src/cli/check_config.hpp"

#include "core/src/http/tls.hpp"
#include "db/src/sealed_backup.hpp"

#include <unistd.h>

#include <filesystem>

namespace lumbar::cli {
namespace {

namespace fs = std::filesystem;
using configuration::wrong;

// A folder that the server makes when it is missing.
void check_own_folder(const configuration::config& settings, std::string_view key, const std::string& folder) {
    fs::path there = fs::absolute(folder).lexically_normal();
    std::error_code none;
    while (!fs::exists(there, none) && there.has_relative_path()) there = there.parent_path();
    if (!fs::is_directory(there, none) || access(there.c_str(), W_OK | X_OK) != 0)
        throw wrong(settings, key, std::string(key) + " " + folder + " cannot be written or made by the user who runs this.");
}

void check_given_folder(const configuration::config& settings, std::string_view key, const std::string& folder) {
    std::error_code none;
    if (!fs::is_directory(folder, none) || access(folder.c_str(), R_OK | X_OK) != 0)
        throw wrong(settings, key, std::string(key) + " " + folder + " is no folder that the user who runs this can read.");
}

}

void check_named_files(const configuration::config& settings) {
    check_own_folder(settings, "data.folder", settings.data_folder);
    if (!settings.backup_folder.empty()) check_own_folder(settings, "backup.folder", settings.backup_folder);
    if (!settings.plugin_folder.empty()) check_given_folder(settings, "plugins.folder", settings.plugin_folder);
    if (!settings.web_folder.empty()) check_given_folder(settings, "web.folder", settings.web_folder);
    try {
        if (!settings.backup_key_file.empty()) data::read_backup_key(settings.backup_key_file);
    } catch (const std::runtime_error& why) {
        throw wrong(settings, "backup.key_file", std::string("backup.key_file: ") + why.what());
    }
    try {
        if (!settings.certificate.empty()) http::certificate_keeper(settings.certificate, settings.key);
    } catch (const std::runtime_error& why) {
        throw wrong(settings, std::string_view(why.what()).starts_with("tls.key") ? "tls.key" : "tls.certificate", why.what());
    }
}

}
