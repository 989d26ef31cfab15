#pragma once

#include "core/src/http/admission.hpp"
#include "core/src/http/dispatch.hpp"
#include "core/src/http/idempotency.hpp"
#include "core/src/identity/authenticate.hpp"

#include <optional>

namespace lumbar::http {

// The routes that are none of a table: they need more than a transaction, or less.
enum class built_in { none, live, ready, events, description, metrics };

struct body_value {
    explicit body_value(const route& r) : owner(r), value(r.create_body()) {}
    ~body_value() { owner.destroy_body(value); }
    body_value(const body_value&) = delete;
    body_value& operator=(const body_value&) = delete;
    const route& owner;
    void* value;
};

}

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// One request on its way. Only one thread works on it at a time.
struct call {
    incoming in;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    route_counts* counts = &counts_of_no_route();
    std::function<void(outgoing)> answer;
    built_in special = built_in::none;
    std::shared_ptr<const route_snapshot> snapshot;
    const mounted_route* route = nullptr;
    plugins::lease_hold lease;
    std::optional<admission::place> place;
    identity::credentials from;
    request asked;
    std::unique_ptr<body_value> body;
    std::shared_ptr<const void> points;
    std::optional<repeat_key> repeat;
    bool replayed = false;

    response result;
    row_id client, object;               // what the handler said by about()
    std::string trail_to_remember;       // remembered once the audit row is durable

    const lumbar::route& row() const { return *route->row; }
    bool safe() const { return in.method == "GET"; }
    std::string_view header(std::string_view name) const { return in.headers[name]; }
};
using call_ptr = std::shared_ptr<call>;

}
}
