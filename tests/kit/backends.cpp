#include <lumbar/test/backends.hpp>

#include "db/src/migrations.hpp"

#include <catch2/catch.hpp>
#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace lumbar::kit {

namespace {

std::string server() {
    const char* url = std::getenv("LUMBAR_TEST_POSTGRESQL");
    if (!url || !*url)
        throw std::runtime_error(
            "LUMBAR_TEST_POSTGRESQL is not set: give it the URL of a server where databases may be made, or use tests/run.sh");
    return url;
}

void on_server(const std::string& sql) {
    PGconn* on = PQconnectdb(server().c_str());
    PGresult* r = PQexec(on, sql.c_str());
    bool good = PQresultStatus(r) == PGRES_COMMAND_OK;
    std::string message = PQerrorMessage(on);
    PQclear(r);
    PQfinish(on);
    if (!good) throw std::runtime_error("the test's PostgreSQL server refused: " + message);
}

// "postgresql:///root?host=/run" with another database in it.
std::string with_database(const std::string& url, const std::string& name) {
    auto query = url.find('?');
    auto slash = url.find('/', url.find("//") + 2);
    std::string head = url.substr(0, std::min(slash, query));
    return head + "/" + name + (query == url.npos ? "" : url.substr(query));
}

std::string make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lumbar-test-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder could be made");
    return pattern;
}

}

place::place(kind what) : folder_(make_folder()) {
    if (what == kind::sqlite) {
        url_ = "sqlite://" + folder_ + "/clinic.db";
        return;
    }
    static std::atomic<int> count{0};
    std::string name = "lumbar_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
    on_server("CREATE DATABASE " + name);
    name_ = name;
    url_ = with_database(server(), name);
}

place::~place() {
    try {
        if (!name_.empty()) on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    } catch (const std::exception&) {
        // The server's folder goes with the run.
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

database_options options_for(const place& where) {
    database_options options;
    options.url = where.url();
    options.run_writes_twice = true;
    return options;
}

void for_each_place(const std::function<void(const place&)>& test) {
    {
        INFO("on SQLite");
        place here(place::kind::sqlite);
        test(here);
    }
    INFO("on PostgreSQL");
    place here(place::kind::postgresql);
    test(here);
}

void for_each_backend(const std::function<void(database&)>& test) {
    for_each_place([&](const place& here) {
        auto db = database::open(options_for(here));
        data::migrate(*db, {data::core_migrations()});
        test(*db);
    });
}

}
