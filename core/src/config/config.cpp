#include "core/src/config/config.hpp"

#include "core/src/config/nearest.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <limits>
#include <variant>

namespace lumbar::configuration {

namespace {

struct whole_number {
    std::int64_t config::*member;
    std::int64_t least;
    std::int64_t most;
};
using member = std::variant<std::string config::*, bool config::*, std::vector<std::string> config::*, whole_number>;

struct setting {
    std::string_view key;
    member value;
};

const setting settings_table[] = {
    {"server.address", &config::address},
    {"server.port", whole_number{&config::port, 0, 65535}},
    {"server.base_url", &config::base_url},
    {"server.hosts", &config::hosts},
    {"server.behind_tls_proxy", &config::behind_tls_proxy},
    {"server.trusted_proxies", &config::trusted_proxies},
    {"server.announce_seconds", whole_number{&config::announce_seconds, 0, 30}},
    {"tls.certificate", &config::certificate},
    {"tls.key", &config::key},
    {"database.url", &config::database_url},
    {"database.migrate_url", &config::migrate_url},
    {"database.readers", whole_number{&config::readers, 1, 64}},
    {"database.writers", whole_number{&config::writers, 1, 64}},
    {"data.folder", &config::data_folder},
    {"backup.key_file", &config::backup_key_file},
    {"backup.folder", &config::backup_folder},
    {"backup.keep", whole_number{&config::backups_kept, 1, 10000}},
    {"metrics.token_file", &config::metrics_token_file},
    {"plugins.folder", &config::plugin_folder},
    {"web.folder", &config::web_folder},
    {"auth.idle_minutes", whole_number{&config::idle_minutes, 5, 60}},
    {"auth.session_hours", whole_number{&config::session_hours, 1, 24}},
    {"auth.require_second_factor", &config::require_second_factor},
    {"auth.argon2_memory_mib", whole_number{&config::argon2_memory_mib, 19, 1024}},
    {"auth.argon2_passes", whole_number{&config::argon2_passes, 2, 20}},
    {"limits.threads", whole_number{&config::threads, 1, 64}},
    {"limits.connections", whole_number{&config::connections, 16, 100000}},
    {"limits.connections_per_address", whole_number{&config::connections_per_address, 1, 100000}},
    {"limits.queue", whole_number{&config::queue, 16, 100000}},
};

std::string place(const std::string& file, const toml::node& node) {
    return file + ":" + std::to_string(node.source().begin.line);
}

[[noreturn]] void refuse_type(const std::string& where, std::string_view key, const std::string& wanted) {
    throw config_error(where + ": " + std::string(key) + " must be " + wanted + ".");
}

struct reader {
    config& out;
    std::string_view key;
    const toml::node& node;
    std::string where;

    void operator()(std::string config::*to) const {
        auto text = node.value_exact<std::string>();
        if (!text) refuse_type(where, key, "text in quotes");
        out.*to = *text;
    }
    void operator()(bool config::*to) const {
        auto flag = node.value_exact<bool>();
        if (!flag) refuse_type(where, key, "true or false");
        out.*to = *flag;
    }
    void operator()(std::vector<std::string> config::*to) const {
        const toml::array* list = node.as_array();
        if (!list) refuse_type(where, key, "a list of texts, as [\"a\", \"b\"]");
        (out.*to).clear();
        for (const toml::node& item : *list) {
            auto text = item.value_exact<std::string>();
            if (!text) refuse_type(where, key, "a list of texts, as [\"a\", \"b\"]");
            (out.*to).push_back(*text);
        }
    }
    void operator()(const whole_number& to) const {
        auto number = node.value_exact<std::int64_t>();
        if (!number || *number < to.least || *number > to.most)
            refuse_type(where, key, "a whole number from " + std::to_string(to.least) + " to " + std::to_string(to.most));
        out.*to.member = *number;
    }
};

void read_value(config& out, const std::string& file, const std::string& key, const toml::node& node) {
    for (const setting& s : settings_table)
        if (s.key == key) {
            out.places[key] = place(file, node);
            return std::visit(reader{out, s.key, node, out.places[key]}, s.value);
        }
    throw config_error(place(file, node) + ": there is no key " + key + "; the nearest is " + std::string(nearest(key, keys())) +
                       ".");
}

bool names_a_table(std::string_view name) {
    for (const setting& s : settings_table)
        if (s.key.starts_with(std::string(name) + ".")) return true;
    return false;
}

}

std::vector<std::string_view> keys() {
    std::vector<std::string_view> all;
    for (const setting& s : settings_table) all.push_back(s.key);
    return all;
}

void read_file(config& settings, const std::string& file) {
    toml::table root;
    try {
        root = toml::parse_file(file);
    } catch (const toml::parse_error& error) {
        auto line = error.source().begin.line;
        throw config_error(file + (line ? ":" + std::to_string(line) : "") + ": " + std::string(error.description()) + ".");
    }
    for (const auto& [name, node] : root) {
        std::string table(name.str());
        if (!node.is_table() || !names_a_table(table)) read_value(settings, file, table, node);
        else
            for (const auto& [key, value] : *node.as_table())
                read_value(settings, file, table + "." + std::string(key.str()), value);
    }
}

std::string base_url_of(const config& settings, unsigned short port) {
    if (!settings.base_url.empty()) return settings.base_url;
    std::string host = settings.address.find(':') == std::string::npos ? settings.address : "[" + settings.address + "]";
    return (settings.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

std::string database_url_of(const config& settings) {
    if (!settings.database_url.empty()) return settings.database_url;
    return "sqlite://" + (std::filesystem::absolute(settings.data_folder) / "lumbar.sqlite").lexically_normal().string();
}

}
