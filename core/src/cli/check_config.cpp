#include "core/src/cli/check_config.hpp"

#include "core/src/http/tls.hpp"
#include "db/src/sealed_backup.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

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

std::string read_metrics_token(const configuration::config& settings) {
    const std::string& file = settings.metrics_token_file;
    if (file.empty()) return {};
    const auto bad = [&](const char* why) { return wrong(settings, "metrics.token_file", "metrics.token_file " + file + why); };
    struct stat about {};
    if (stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
        throw bad(" is not there. Make one with: umask 077; head -c 32 /dev/urandom | base64 > FILE");
    if ((about.st_mode & data::rights_of_others(file)) != 0) throw bad(" can be read by others: run chmod 600 on it.");
    std::ifstream in(file);
    std::string secret, more;
    std::getline(in, secret);
    const bool one_line = !std::getline(in, more);
    const bool plain = std::all_of(secret.begin(), secret.end(), [](char c) { return c > ' ' && c < 127; });
    if (secret.size() < 32 || !one_line || !plain) throw bad(" must hold one line of at least 32 letters and digits, without spaces.");
    return secret;
}

void check_named_files(const configuration::config& settings) {
    check_own_folder(settings, "data.folder", settings.data_folder);
    if (!settings.backup_folder.empty()) check_own_folder(settings, "backup.folder", settings.backup_folder);
    if (!settings.plugin_folder.empty()) check_given_folder(settings, "plugins.folder", settings.plugin_folder);
    read_metrics_token(settings);
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
