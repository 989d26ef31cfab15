#pragma once

#include <lumbar/transaction.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {

class database;
class application;

namespace kit {

enum class back_end { sqlite, postgresql };

struct app_options {
    back_end on = back_end::sqlite;
    std::string plugin_folder = LUMBAR_PLUGIN_FOLDER;   // where the packages are: those of this build
    bool enable = true;                                 // switch the named plugins on
    bool trust = true;                                  // trust them as they lie there
    bool background = false;                            // deliver events by themselves
    std::chrono::milliseconds read_budget{5000};        // until a statement is stopped; see database_options
    bool run_writes_twice = true;                       // each write runs, is rolled back, runs again and must do the same
};

// What the server answered.
struct answer {
    int status = 0;
    std::string code;                          // of a problem
    std::string json;                          // the body
    std::vector<std::string> pointers;         // of a problem's errors
    std::optional<std::int64_t> version;       // the ETag
    std::vector<std::pair<std::string, std::string>> headers;

    // The member at an RFC 6901 pointer, text without quotes, anything else as JSON; empty when there is none. at("/0/id").
    std::string at(std::string_view pointer) const;
    // Elements of the list there; 0 when there is no list. The whole body by default.
    std::size_t count(std::string_view pointer = "") const;
    std::string header(std::string_view name) const;
};

class test_app;

// Somebody at a browser. Paths are those below /api/v1, "/intake/forms", unless they begin with "/api/" or "/f/".
class visitor {
public:
    answer get(std::string_view path);
    // With a fresh Idempotency-Key, or with this one.
    answer post(std::string_view path, std::string_view json = {}, std::optional<std::int64_t> version = {},
                std::string_view key = {});
    answer put(std::string_view path, std::string_view json, std::optional<std::int64_t> version = {});
    answer del(std::string_view path, std::optional<std::int64_t> version = {});
    answer file(std::string_view path);    // a whole path: "/plugins/intake/3f…/index.js"
    answer send(std::string_view method, std::string_view path, std::string_view json,
                std::map<std::string, std::string> headers = {});

    row_id id;             // of the user; empty for a stranger and for a client

private:
    friend class test_app;
    explicit visitor(test_app& app) : app_(&app) {}
    answer ask(std::string_view method, const std::string& path, std::string_view json,
               std::map<std::string, std::string> headers);
    void keep_cookies(const answer& a);

    test_app* app_;
    std::string cookie_;
    std::string csrf_;
};

// The real kernel with these plugins, loaded from their packages as the server loads them, on a database of its own; only
// sockets are missing. The clock stands at Monday, 23 November 2026, 09:00 UTC until it is moved. There is a clinic in
// Europe/Dublin, with one room, one service of 60 minutes and one practitioner who works every day.
class test_app {
public:
    test_app(std::initializer_list<std::string> plugins, app_options options = {});
    ~test_app();
    test_app(const test_app&) = delete;
    test_app& operator=(const test_app&) = delete;

    // Somebody of this role ("therapist", "front desk", "admin"), signed in; the same person each time. Another name gives
    // another person.
    visitor& as(std::string_view role, std::string_view who = "Ana");
    // Nobody. Does not keep cookies.
    visitor stranger();
    // A client who has just opened the link.
    visitor by_link(std::string_view url);

    row_id client(std::string_view given_name = "Hanna", std::string_view birth_date = "1990-02-03");
    // A visit booked by the front desk, `after` from now.
    row_id appointment(const row_id& client, std::chrono::minutes after = std::chrono::hours(1));
    row_id practitioner() const;
    row_id service() const;
    row_id room() const;

    utc_ms now() const;
    void move_clock(std::chrono::milliseconds by);
    // Delivers all events that are due, and what those cause; also those whose retry is due. Returns how many.
    std::size_t deliver_events();

    void read(const std::function<void(read_tx&)>& run);
    void write(const std::function<void(write_tx&)>& run);
    // In the name of a plugin: on SQLite it may then write only its own tables.
    void write_as(std::string_view plugin, const std::function<void(write_tx&)>& run);

    lumbar::application& application();
    lumbar::database& database();
    // Stops and starts again with the same data.
    void restart();

private:
    friend class visitor;
    struct parts;
    std::unique_ptr<parts> parts_;
};

// Runs `test` with a fresh app on SQLite and with one on PostgreSQL.
void on_both(std::initializer_list<std::string> plugins, const std::function<void(test_app&)>& test, app_options options = {});

}
using kit::test_app;
using kit::on_both;
}
