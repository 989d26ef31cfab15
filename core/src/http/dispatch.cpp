#include "core/src/http/dispatch.hpp"

#include "core/src/http/answers.hpp"
#include "core/src/http/dispatch_inside.hpp"
#include "core/src/http/openapi.hpp"
#include "core/src/http/preconditions.hpp"
#include "core/src/http/trail.hpp"

#include <sodium.h>

namespace lumbar {
namespace http {
namespace {

// Bodies up to here are parsed on the connection's thread; larger ones would hold up its other connections.
constexpr std::size_t parsed_at_once = 32 * 1024;
constexpr std::size_t body_of_unknown_path = 64 * 1024;

built_in built_in_of(const incoming& in) {
    const auto& path = in.segments;
    if (in.method != "GET") return built_in::none;
    if (path.size() == 1 && path[0] == "livez") return built_in::live;
    if (path.size() == 1 && path[0] == "readyz") return built_in::ready;
    if (path.size() == 1 && path[0] == "metrics") return built_in::metrics;
    if (path.size() != 3 || path[0] != "api" || path[1] != "v1") return built_in::none;
    if (path[2] == "events") return built_in::events;
    return path[2] == "openapi.json" ? built_in::description : built_in::none;
}

route_counts& counts_of_built_in(built_in what) {
    static constexpr std::array paths{"none", "/livez", "/readyz", "/api/v1/events", "/api/v1/openapi.json", "/metrics"};
    static const auto all = [] {
        std::array<route_counts*, paths.size()> found{};
        for (std::size_t i = 1; i < paths.size(); ++i) found[i] = &counts_of("GET", paths[i], "core");
        return found;
    }();
    return *all[static_cast<std::size_t>(what)];
}

identity::surface surface_of(const access& rule) {
    if (rule.what == access::rule::anyone) return identity::surface::either;
    return rule.what == access::rule::client_link ? identity::surface::client : identity::surface::staff;
}

}

void dispatcher::inside::handle(call_ptr c) {
    c->asked.request_id = new_request_id();
    c->asked.base_url = options.base_url;
    c->asked.who.address = c->in.address;
    guarded(c, [&] {
        c->special = built_in_of(c->in);
        if (c->special == built_in::metrics && options.metrics_token.empty()) return answer(c, not_found_answer({}));
        if (c->special != built_in::none) c->counts = &counts_of_built_in(c->special);
        if (c->special == built_in::metrics) return post(quick, c, [this, c] { tell_metrics(c); });
        if (c->special == built_in::live) return answer(c, json_text(200, R"({"alive":true})"));
        if (c->special == built_in::ready) return post(quick, c, [this, c] { check_ready(c); });
        if (c->special != built_in::none || find_route(c)) identify(c);
    });
}

// False when the call has been answered. A route whose plugin closes just then may stand in the next table, as another version
// has it, or no more.
bool dispatcher::inside::find_route(const call_ptr& c) {
    do {
        c->snapshot = table.current();
        auto found = c->snapshot->match(c->in.method, c->in.segments);
        if (!found.route) return answer_without_route(c, found), false;
        c->route = found.route;
        c->lease = plugins::lease_hold(found.route->gate);
    } while (!c->lease.inside() && table.current() != c->snapshot);
    c->counts = c->route->counts;
    c->asked.route = c->route->path;
    for (const auto& [segment, name] : c->route->parameters) c->asked.parameters.emplace_back(name, c->in.segments[segment]);
    c->asked.queries = c->in.queries;
    if (c->lease.inside()) return true;
    return answer(c, not_found_answer({nullptr, {}, true})), false;
}

void dispatcher::inside::answer_without_route(const call_ptr& c, const route_snapshot::found& found) {
    c->route = nullptr;
    const bool api = !c->in.segments.empty() && c->in.segments[0] == "api";
    if (!api && c->in.method == "GET" && found.allow.empty() && options.files) {
        static route_counts& files = counts_of("GET", "files", "core");
        if (auto file = options.files(c->in)) return c->counts = &files, send(c, std::move(*file));
    }
    answer(c, not_found_answer(found));
}

void dispatcher::inside::identify(const call_ptr& c) {
    auto& from = c->from;
    from.surface = c->route ? surface_of(c->row().who) : identity::surface::staff;
    from.cookie = c->header("cookie");
    from.csrf = c->header("x-lumbar-csrf");
    from.bearer = c->header("authorization");
    from.origin = c->header("origin");
    from.sec_fetch_site = c->header("sec-fetch-site");
    from.host = c->header("host");
    from.method = c->in.method;
    from.address = c->in.address;
    from.secure = c->in.secure;
    from.counts_as_activity = c->special == built_in::none;
    if (c->in.method == "POST") c->asked.agent = c->header("user-agent");
    if (c->in.body.size() <= parsed_at_once)
        if (auto known = identity::authenticate_cached(from)) return admit(c, *std::move(known));
    post(quick, c, [this, c] { admit(c, identity::authenticate(db, c->from)); });
}

void dispatcher::inside::admit(const call_ptr& c, identity::signed_in_as who) {
    if (c->special != built_in::none) {
        c->asked.route = c->special == built_in::events ? "/api/v1/events" : "/api/v1/openapi.json";
        if (auto refused = refuse_who(*c, in_person(), who)) return answer(c, std::move(*refused));
        return admit_built_in(c);
    }
    if (auto refused = refuse_who(*c, c->row().who, who)) return deny(c, std::move(*refused));
    if (auto refused = refuse_stale(*c, who, db.now()))
        return c->asked.who.kind == actor_kind::token ? deny(c, std::move(*refused)) : answer(c, std::move(*refused));
    if (c->row().kind != detail::handler_kind::slow && !(c->place = gate.enter())) return answer(c, come_again());
    if (auto refused = refuse_head(*c)) return answer(c, std::move(*refused));
    if (auto refused = refuse_body(*c)) return answer(c, std::move(*refused));
    c->points = services.points();
    switch (c->row().kind) {
    case detail::handler_kind::read: return run_read(c);
    case detail::handler_kind::write: return run_write(c);
    case detail::handler_kind::slow: return run_slow(c);
    }
}

void dispatcher::inside::admit_built_in(const call_ptr& c) {
    if (c->special == built_in::description)
        return answer(c, json_text(200, describe_api(*table.current(), options.title, options.version)));
    if (identity::from_another_site(c->from))
        return answer(c, problem(403, "other_site", "Another site may not listen here."));
    outgoing out;
    out.answer.content_type = "text/event-stream";
    finish_answer(*c, out.answer);
    out.stream = [&live = live, &db = db, session = c->asked.who.session](std::shared_ptr<event_sink> sink) {
        live.add(std::move(sink), session, [&db, session] { return identity::session_stands(db, session); });
    };
    send(c, std::move(out));
}

// Refusals of somebody known are recorded before they are answered; the same one once a minute.
void dispatcher::inside::deny(const call_ptr& c, response refusal) {
    if (refusal.status != 403 || c->asked.who.kind == actor_kind::nobody) return answer(c, std::move(refusal));
    auto entry = entry_of(*c, "denied");
    auto row = same_row(*c, entry);
    if (denials.knows(row)) return answer(c, std::move(refusal));
    c->result = std::move(refusal);
    db.post_write(scribe_of(*c), [entry](write_tx& tx) { audit::record(tx, entry); }, [this, c, row](std::exception_ptr thrown) {
        if (thrown) return fail(c, thrown);
        denials.remember(row);
        answer(c, std::move(c->result));
    });
}

dispatcher::dispatcher(database& db, const route_table& table, live_events& live, kernel_services& services, dispatcher_options options)
    : inside_(std::make_unique<inside>(db, table, live, services, std::move(options))) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
}

dispatcher::~dispatcher() {
    inside_->let_go();
    std::unique_lock lock(inside_->mutex);
    inside_->idle.wait(lock, [this] { return inside_->over; });
}

std::size_t dispatcher::body_limit(std::string_view method, const std::vector<std::string>& segments) {
    auto found = inside_->table.current()->match(method, segments);
    return found.route ? found.route->row->max_body : body_of_unknown_path;
}

void dispatcher::announce_end() { inside_->ending = true; }

void dispatcher::handle(incoming request, std::function<void(outgoing)> answer) {
    auto* in = inside_.get();
    in->calls.fetch_add(1, std::memory_order_relaxed);
    call_ptr c(new call, [in](call* done) {
        delete done;
        in->let_go();
    });
    c->in = std::move(request);
    c->answer = std::move(answer);
    in->handle(std::move(c));
}

}
}
