#include "core/src/config/config.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace lumbar::configuration;

namespace {

struct config_file {
    explicit config_file(const std::string& text)
        : path((std::filesystem::temp_directory_path() / "lumbar-config-test.toml").string()) {
        std::ofstream(path) << text;
    }
    ~config_file() { std::filesystem::remove(path); }
    std::string path;
};

// What reading says, with "FILE" for the file's name; empty when it is taken.
std::string fault_of(const std::string& text) {
    config_file file(text);
    try {
        config c;
        read_file(c, file.path);
        check(c);
        return {};
    } catch (const config_error& why) {
        std::string what = why.what();
        if (auto at = what.find(file.path); at != what.npos) what.replace(at, file.path.size(), "FILE");
        return what;
    }
}

}

TEST_CASE("a settings file sets what it names and leaves the rest", "[config]") {
    config_file file(
        "[server]\nport = 9000\nhosts = [\"desk.example\"]\nbase_url = \"https://desk.example\"\n[limits]\nqueue = 64\n");
    config c;
    read_file(c, file.path);
    check(c);
    CHECK(c.port == 9000);
    CHECK(c.hosts == std::vector<std::string>{"desk.example"});
    CHECK(c.queue == 64);
    CHECK(c.address == "127.0.0.1");
    CHECK(base_url_of(c, 9000) == "https://desk.example");
    CHECK(base_url_of(config{}, 8123) == "http://127.0.0.1:8123");
}

TEST_CASE("a key that does not exist is refused with its place and the nearest key", "[config]") {
    CHECK(fault_of("[server]\nprot = 1\n") == "FILE:2: there is no key server.prot; the nearest is server.port.");
    CHECK(fault_of("port = 1\n") == "FILE:1: there is no key port; the nearest is server.port.");
    CHECK(fault_of("\n[databse]\nurl = \"\"\n").starts_with("FILE:2: there is no key databse"));
}

TEST_CASE("a value of the wrong type or out of range is refused", "[config]") {
    CHECK(fault_of("[server]\nport = \"80\"\n") == "FILE:2: server.port must be a whole number from 0 to 65535.");
    CHECK(fault_of("[server]\nport = 70000\n") == "FILE:2: server.port must be a whole number from 0 to 65535.");
    CHECK(fault_of("[server]\nbehind_tls_proxy = 1\n") == "FILE:2: server.behind_tls_proxy must be true or false.");
    CHECK(fault_of("[server]\nhosts = \"a\"\n").ends_with("must be a list of texts, as [\"a\", \"b\"]."));
    CHECK(fault_of("[server]\nport = 1\nport = 2\n").starts_with("FILE:3:"));
    CHECK(fault_of("[server\n").starts_with("FILE:1:"));
}

TEST_CASE("passwords do not travel in the open", "[config]") {
    CHECK(fault_of("[server]\naddress = \"0.0.0.0\"\n").starts_with("FILE:2: server.address 0.0.0.0 is reached from other machines"));
    CHECK(fault_of("[server]\naddress = \"0.0.0.0\"\nbehind_tls_proxy = true\n").empty());
    CHECK(fault_of("[server]\naddress = \"0.0.0.0\"\n[tls]\ncertificate = \"a\"\nkey = \"b\"\n").empty());
    CHECK(fault_of("[tls]\ncertificate = \"a\"\n").starts_with("FILE:2: tls.certificate and tls.key come together"));
    CHECK(fault_of("[server]\ntrusted_proxies = [\"0.0.0.0/0\"]\n").starts_with("FILE:2: server.trusted_proxies may not hold"));
    CHECK(fault_of("[server]\nbase_url = \"desk.example\"\n").starts_with("FILE:2: server.base_url must look like"));
}

TEST_CASE("a password is not taken in the database's address", "[config]") {
    config settings;
    for (auto url : {"postgresql://me:secret@host/clinic", "postgres://me:secret@host", "postgresql:///clinic?host=/run/postgresql&password=secret"}) {
        settings.database_url = url;
        CHECK_THROWS_WITH(check(settings), Catch::Contains("may not hold a password"));
    }
    for (auto url : {"postgresql:///clinic?host=/run/postgresql", "postgresql://me@host:5432/clinic", "sqlite:///data/lumbar.sqlite"}) {
        settings.database_url = url;
        CHECK_NOTHROW(check(settings));
    }
}

TEST_CASE("a value that cannot be used is refused with its place", "[config]") {
    CHECK(fault_of("[server]\naddress = \"desk\"\n").starts_with("FILE:2: server.address must be an IP address"));
    CHECK(fault_of("[server]\n\nhosts = [\"https://desk.example\"]\n").starts_with("FILE:3: server.hosts holds names"));
    CHECK(fault_of("[server]\nhosts = [\"desk.example:443\"]\n").starts_with("FILE:2: server.hosts holds names"));
    CHECK(fault_of("[server]\nhosts = [\"desk.example\", \"[::1]\"]\n").empty());
    for (auto proxy : {"proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0"})
        CHECK(fault_of(std::string("[server]\ntrusted_proxies = [\"") + proxy + "\"]\n").starts_with("FILE:2: server.trusted_proxies holds"));
    CHECK(fault_of("[server]\ntrusted_proxies = [\"10.0.0.2\", \"10.0.0.0/24\", \"fd00::/8\"]\n").empty());
    CHECK(fault_of("[database]\nreaders = 2\nurl = \"mysql://x\"\n").starts_with("FILE:3: database.url must begin"));
    CHECK(fault_of("[database]\nmigrate_url = \"postgresql:///x\"\n").starts_with("FILE:2: database.migrate_url goes with"));
    CHECK(fault_of("[data]\nfolder = \"/d\"\n[backup]\nkey_file = \"/d/key\"\n").starts_with("FILE:4: backup.key_file may not lie"));
}

TEST_CASE("the example file names every key", "[config]") {
    std::ifstream in(LUMBAR_EXAMPLE_CONFIG);
    std::stringstream text;
    text << in.rdbuf();
    std::string example = text.str();
    for (std::string_view key : keys()) {
        INFO(key);
        auto dot = key.find('.');
        auto heading = example.find("\n[" + std::string(key.substr(0, dot)) + "]");
        REQUIRE(heading != example.npos);
        auto end = example.find("\n[", heading + 1);
        CHECK(example.substr(heading, end - heading).find(std::string(key.substr(dot + 1)) + " = ") != std::string::npos);
    }
}
