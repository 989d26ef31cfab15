#pragma once

#include "core/src/http/exchange.hpp"
#include "core/src/http/live.hpp"
#include "core/src/http/route_table.hpp"

#include <lumbar/database.hpp>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// What the dispatcher asks of the rest of the server. Called on any thread.
class kernel_services {
public:
    virtual ~kernel_services() = default;
    // The plugins' answers as they are now; goes with every transaction (caller::host).
    virtual std::shared_ptr<const void> points() = 0;
    // A handler is entered and left on this thread: for the marker that names who crashed.
    virtual void entered(const mounted_route&) {}
    virtual void left(const mounted_route&) {}
    // A handler has thrown what it should not: counts towards a plugin's quarantine. `type` is the exception's. The route is
    // null for the kernel's own. It has been logged already.
    virtual void failed(const mounted_route*, const std::string& request_id, std::string_view type) = 0;
    // What a ready server does without, as a sentence for /readyz; empty: nothing.
    virtual std::string_view limits() { return {}; }
};

struct dispatcher_options {
    std::string base_url;                       // of links: "https://desk.example"
    std::string title = "Lumbar";               // of the API's description
    std::string version = "0.1.0";
    int slow_threads = 2;                       // for handlers that take a database&
    std::size_t slow_queue = 64;
    std::size_t most_at_work = 1024;            // reads and writes at once; the next is told to come again
    // /metrics: what it tells, and the secret that whoever asks for it sends as a bearer. Without a secret there is no such path.
    std::function<std::string()> metrics = {};
    std::string metrics_token = {};
    // Is told what a handler threw, in its own words: for tests, in which nobody's words are in it.
    std::function<void(std::string_view route, std::string_view thrown)> heard = {};
    // Files and pages, for a GET that no route answers outside /api.
    std::function<std::optional<outgoing>(const incoming&)> files;
};

struct call;

// Takes a request from the connection to its handler and the answer back: who asks, whether they may, what they sent, the
// transaction, its audit and idempotency rows, and the one place that catches.
//
// Lives longer than the server that calls it. The database and the table live longer than it.
class dispatcher : public front {
public:
    dispatcher(database& db, const route_table& table, live_events& live, kernel_services& services, dispatcher_options options);
    // Waits for the answers that are still due.
    ~dispatcher() override;

    std::size_t body_limit(std::string_view method, const std::vector<std::string>& segments) override;
    void handle(incoming request, std::function<void(outgoing)> answer) override;
    // From now on /readyz says that this server is about to stop; everything else goes on.
    void announce_end();

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

}
}
