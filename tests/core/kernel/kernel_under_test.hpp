#pragma once

#include "core/src/http/dispatch.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace bench {

struct answer {
    int status = 0;
    std::string body;
    std::string rest;   // what is sent behind it
    std::vector<std::pair<std::string, std::string>> headers;
    std::string type;
    bool stream = false;
    std::function<void(std::shared_ptr<lumbar::http::event_sink>)> listen;

    std::string header(std::string_view name) const;
    std::string member(std::string_view name) const;   // of the body, an object: text as it is, numbers as text
    std::string code() const { return member("code"); }
};

// Somebody with a browser.
struct visitor {
    std::string cookie;
    std::string csrf;
    lumbar::row_id id;
    lumbar::row_id session;
};

struct asked {
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};  // replace the usual ones of the same name
};

// What a plugin's handler threw.
struct failure {
    std::string request_id, type;
};

class services : public lumbar::http::kernel_services {
public:
    std::shared_ptr<const void> points() override { return nullptr; }
    void entered(const lumbar::http::mounted_route&) override { ++entered_count; }
    void left(const lumbar::http::mounted_route&) override { ++left_count; }
    void failed(const lumbar::http::mounted_route*, const std::string& request_id, std::string_view type) override;
    std::vector<failure> failures() const;

    std::atomic<int> entered_count{0}, left_count{0};

private:
    mutable std::mutex mutex_;
    std::vector<failure> failures_;
};

// The whole kernel side over a database: real identity, real audit, the bench's routes switched on as a plugin.
class kernel_under_test {
public:
    explicit kernel_under_test(lumbar::database& db);

    // Somebody signed in with these permissions.
    visitor with(std::vector<std::string> permissions);
    // A client who came by a link for this purpose.
    visitor by_link(const std::string& purpose);
    visitor therapist() { return with({"bench.edit", "bench.read"}); }

    // "/things?limit=2" stands for "/api/v1/bench/things?limit=2"; "//livez" for "/livez".
    answer get(const visitor& who, const std::string& path) { return ask(who, "GET", path, {}); }
    answer post(const visitor& who, const std::string& path, asked what = {}) { return ask(who, "POST", path, std::move(what)); }
    answer ask(const visitor& who, const std::string& method, const std::string& path, asked what);

    std::int64_t things();
    std::int64_t things_named(const std::string& name);
    // Audit rows of this action and outcome.
    std::int64_t audited(const std::string& action, const std::string& outcome = "done");

    lumbar::database& db;
    lumbar::http::route_table table;
    lumbar::http::live_events live;
    services told;
    std::shared_ptr<lumbar::plugins::lease> gate = std::make_shared<lumbar::plugins::lease>();
    std::unique_ptr<lumbar::http::dispatcher> front;
};

}
