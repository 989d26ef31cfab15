#include "core/src/config/config.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace lumbar::configuration {
namespace {

bool is_this_machine(const std::string& address) { return address == "::1" || address.starts_with("127."); }

// How many bits an IP address has; 0 for what is none.
int bits_of(const std::string& address) {
    in6_addr any;
    if (inet_pton(AF_INET, address.c_str(), &any) == 1) return 32;
    return inet_pton(AF_INET6, address.c_str(), &any) == 1 ? 128 : 0;
}

// "10.0.0.2" or "10.0.0.0/24"; everybody is no range.
bool is_range(const std::string& text) {
    const auto slash = text.find('/');
    const int most = bits_of(text.substr(0, slash));
    if (most == 0 || slash == text.npos) return most != 0;
    int bits = 0;
    const char* last = text.data() + text.size();
    const auto [end, bad] = std::from_chars(text.data() + slash + 1, last, bits);
    return bad == std::errc{} && end == last && bits > 0 && bits <= most;
}

// As Host has it, without a port: "desk.example", "[::1]".
bool is_host_name(const std::string& name) {
    if (name.starts_with("[") && name.ends_with("]")) return bits_of(name.substr(1, name.size() - 2)) == 128;
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    });
}

bool is_postgresql(std::string_view url) { return url.starts_with("postgresql://") || url.starts_with("postgres://"); }

// "postgresql://user:secret@host/…", or a password among its parameters.
bool holds_password(std::string_view url) {
    if (!is_postgresql(url)) return false;
    const auto authority = url.substr(url.find("//") + 2, url.find('/', url.find("//") + 2) - url.find("//") - 2);
    const auto user = authority.substr(0, authority.find('@') == authority.npos ? 0 : authority.find('@'));
    return user.find(':') != user.npos || url.find("password=") != url.npos;
}

// Whether this file is somewhere below that folder.
bool lies_in(const std::string& file, const std::string& folder) {
    const auto inside = std::filesystem::absolute(file).lexically_normal().lexically_relative(
        std::filesystem::absolute(folder).lexically_normal());
    return !inside.empty() && *inside.begin() != "..";
}

void check_database(const config& settings) {
    const std::string& url = settings.database_url;
    if (!url.empty() && !url.starts_with("sqlite:///") && !is_postgresql(url))
        throw wrong(settings, "database.url", "database.url must begin with sqlite:/// or postgresql://.");
    if (holds_password(url))
        throw wrong(settings, "database.url", "database.url may not hold a password, which others could read: use a socket, or a passfile (PGPASSFILE, ~/.pgpass).");
    if (holds_password(settings.migrate_url))
        throw wrong(settings, "database.migrate_url", "database.migrate_url may not hold a password either.");
    if (!settings.migrate_url.empty() && !(is_postgresql(url) && is_postgresql(settings.migrate_url)))
        throw wrong(settings, "database.migrate_url", "database.migrate_url goes with a database.url, both on PostgreSQL.");
}

void check_listening(const config& settings) {
    if (bits_of(settings.address) == 0)
        throw wrong(settings, "server.address", "server.address must be an IP address of this machine, as 127.0.0.1 or ::1.");
    if (settings.certificate.empty() != settings.key.empty())
        throw wrong(settings, settings.key.empty() ? "tls.certificate" : "tls.key", "tls.certificate and tls.key come together: give both or neither.");
    if (settings.certificate.empty() && !settings.behind_tls_proxy && !is_this_machine(settings.address))
        throw wrong(settings, "server.address", "server.address " + settings.address +
                           " is reached from other machines, and passwords would travel in the "
                           "open: set tls.certificate and tls.key, or server.behind_tls_proxy = true if a proxy adds TLS.");
}

void check_names(const config& settings) {
    const std::string& url = settings.base_url;
    if (!url.empty() &&
        ((!url.starts_with("https://") && !url.starts_with("http://")) || url.find('/', url.find("//") + 2) != url.npos))
        throw wrong(settings, "server.base_url", "server.base_url must look like https://desk.example, without anything after the name.");
    for (const std::string& name : settings.hosts)
        if (!is_host_name(name))
            throw wrong(settings, "server.hosts", "server.hosts holds names in small letters, without scheme and port, as desk.example; not " + name + ".");
    for (const std::string& proxy : settings.trusted_proxies) {
        if (proxy.ends_with("/0"))
            throw wrong(settings, "server.trusted_proxies", "server.trusted_proxies may not hold " + proxy + ": anybody could then pretend to be anybody.");
        if (!is_range(proxy))
            throw wrong(settings, "server.trusted_proxies", "server.trusted_proxies holds addresses, as 10.0.0.2 or 10.0.0.0/24; not " + proxy + ".");
    }
}

}

config_error wrong(const config& settings, std::string_view key, const std::string& sentence) {
    const auto place = settings.places.find(key);
    return config_error(place == settings.places.end() ? sentence : place->second + ": " + sentence);
}

void check(const config& settings) {
    check_database(settings);
    check_listening(settings);
    check_names(settings);
    if (!settings.backup_key_file.empty() && lies_in(settings.backup_key_file, settings.data_folder))
        throw wrong(settings, "backup.key_file", "backup.key_file may not lie in the data folder: whoever takes that away must not be able to read the backups.");
}

}
