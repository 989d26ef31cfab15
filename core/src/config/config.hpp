#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] configuration {

// The server's own settings: config/lumbar.example.toml explains each key. A table's keys stand together.
struct config {
    // [server]
    std::string address = "127.0.0.1";
    std::int64_t port = 8080;                    // 0: any free one
    std::string base_url;                        // of the links that are sent out; empty: made from address and port
    std::vector<std::string> hosts;              // further names that browsers may use
    bool behind_tls_proxy = false;
    std::vector<std::string> trusted_proxies;
    std::int64_t announce_seconds = 0;           // of the end, on /readyz, before it begins
    // [tls]
    std::string certificate;                     // PEM files; both or neither
    std::string key;
    // [database]
    std::string database_url;                    // empty: lumbar.sqlite in the data folder
    std::string migrate_url;                     // PostgreSQL: of the role that owns the schema; empty: the one of the URL does
    std::int64_t readers = 4;
    std::int64_t writers = 4;
    // [backup]
    std::string backup_key_file;                 // empty: backups are not encrypted
    std::string backup_folder;                   // empty: none is made by itself
    std::int64_t backups_kept = 14;
    // [metrics]
    std::string metrics_token_file;              // empty: nobody reads /metrics
    // [data], [plugins], [web]
    std::string data_folder = "data";
    std::string plugin_folder;                   // empty: the one that came with the program
    std::string web_folder;                      // likewise
    // [auth]
    std::int64_t idle_minutes = 15;
    std::int64_t session_hours = 12;
    bool require_second_factor = false;
    std::int64_t argon2_memory_mib = 64;
    std::int64_t argon2_passes = 3;
    // [limits]
    std::int64_t threads = 2;
    std::int64_t connections = 8000;
    std::int64_t connections_per_address = 100;
    std::int64_t queue = 1024;

    std::map<std::string, std::string, std::less<>> places;  // "server.port" -> "file:line", of what a file has set
};

// What is wrong, as one sentence with file and line.
class config_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Fills `settings` from a TOML file. A key that does not exist, a value of the wrong type or out of range and a file that
// cannot be read throw config_error.
void read_file(config& settings, const std::string& file);

// What values must look like and the settings together must fulfil: throws config_error that names the key, and its place when
// a file has set it. Plain http leaves the machine only behind a proxy that adds TLS; certificate and key come together;
// the base URL has a scheme and no path; addresses are numbers. Files are not looked at.
void check(const config& settings);

// `sentence` after the place where the key was set.
config_error wrong(const config& settings, std::string_view key, const std::string& sentence);

// "server.port", …: every key there is, for the test of the example file.
std::vector<std::string_view> keys();

// The links' base: `base_url`, or the address and the port that the server really has.
std::string base_url_of(const config& settings, unsigned short port);
std::string database_url_of(const config& settings);

}
}
