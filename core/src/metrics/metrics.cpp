#include "core/src/metrics/metrics.hpp"

#include "db/src/counters.hpp"

#include <prometheus/text_serializer.h>

#include <map>

namespace lumbar {
namespace metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using labels = std::vector<ClientMetric::Label>;

class page {
public:
    MetricFamily& family(std::string name, std::string help, MetricType type) {
        return families_.emplace_back(MetricFamily{std::move(name), std::move(help), type, {}});
    }
    void counter(std::string name, std::string help, std::uint64_t value) {
        add(family(std::move(name), std::move(help), MetricType::Counter), {}, static_cast<double>(value));
    }
    void gauge(std::string name, std::string help, std::size_t value) {
        add(family(std::move(name), std::move(help), MetricType::Gauge), {}, static_cast<double>(value));
    }
    static void add(MetricFamily& to, labels of, double value) {
        auto& one = to.metric.emplace_back();
        one.label = std::move(of);
        (to.type == MetricType::Counter ? one.counter.value : one.gauge.value) = value;
    }
    // A family without a line would be a name that nobody can read.
    std::string text() {
        std::erase_if(families_, [](const MetricFamily& f) { return f.metric.empty(); });
        return prometheus::TextSerializer().Serialize(families_);
    }

private:
    std::vector<MetricFamily> families_;
};

labels of_route(const http::counted_route& route) { return {{"method", route.method}, {"route", route.path}}; }

void tell_answers(page& out, const std::vector<http::counted_route>& routes) {
    static constexpr const char* classes[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    auto& family = out.family("lumbar_http_requests_total", "Requests answered, by route template.", MetricType::Counter);
    for (const auto& route : routes)
        for (std::size_t i = 0; i < std::size(classes); ++i) {
            const auto answers = route.counts->answers[i].load(std::memory_order_relaxed);
            if (answers == 0) continue;
            auto name = of_route(route);
            name.push_back({"status", classes[i]});
            page::add(family, std::move(name), static_cast<double>(answers));
        }
}

void tell_durations(page& out, const std::vector<http::counted_route>& routes) {
    auto& family = out.family("lumbar_http_request_duration_seconds", "From a whole request to its answer.", MetricType::Histogram);
    for (const auto& route : routes) {
        ClientMetric one;
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < route.counts->took.size(); ++i) {
            below += route.counts->took[i].load(std::memory_order_relaxed);
            if (i < http::route_counts::seconds.size()) one.histogram.bucket.push_back({below, http::route_counts::seconds[i]});
        }
        if (below == 0) continue;
        one.label = of_route(route);
        one.histogram.sample_count = below;
        one.histogram.sample_sum = static_cast<double>(route.counts->nanoseconds.load(std::memory_order_relaxed)) / 1e9;
        family.metric.push_back(std::move(one));
    }
}

void tell_refusals(page& out, const readings& now) {
    auto& family = out.family("lumbar_http_refused_total", "Refused before a route was known, by the code of the answer.", MetricType::Counter);
    for (const auto& [code, number] : now.refusals) page::add(family, {{"code", std::string(code)}}, static_cast<double>(number));
}

void tell_database(page& out, const readings& now) {
    const auto& done = data::counted();
    out.gauge("lumbar_writes_waiting", "Writes in the queue.", now.database.writes_waiting);
    out.gauge("lumbar_reads_waiting", "Reads in the queue.", now.database.reads_waiting);
    out.counter("lumbar_write_batches_total", "Commits, each of one or several writes.", done.commits);
    out.counter("lumbar_writes_total", "Writes made durable.", done.writes);
    out.counter("lumbar_writes_redone_total", "Writes that ran again.", done.redone);
    out.counter("lumbar_queue_refusals_total", "Reads and writes that found their queue full.", done.refused);
    out.counter("lumbar_slow_writes_total", "Writes that held up the others (SQLite).", done.slow_writes);
    out.counter("lumbar_statements_prepared_total", "Statements made.", done.prepared);
    out.counter("lumbar_statements_total", "Statements run.", done.queries);
    out.gauge("lumbar_write_ahead_log_bytes", "The log after the last commit (SQLite).", done.log_bytes);
    auto& pools = out.family("lumbar_database_connections", "Connections by pool.", MetricType::Gauge);
    for (const auto& [pool, state] : {std::pair{"reading", now.database.reading}, std::pair{"writing", now.database.writing}}) {
        page::add(pools, {{"pool", pool}, {"state", "most"}}, static_cast<double>(state.most));
        page::add(pools, {{"pool", pool}, {"state", "open"}}, static_cast<double>(state.open));
        page::add(pools, {{"pool", pool}, {"state", "in_use"}}, static_cast<double>(state.in_use));
    }
}

void tell_outbox(page& out, const std::optional<std::vector<unheard>>& outbox) {
    out.gauge("lumbar_database_readable", "1 when the outbox could be asked just now.", outbox ? 1 : 0);
    if (!outbox) return;
    const auto number = [](std::int64_t n) { return static_cast<double>(n); };
    const auto tell = [&](std::string name, std::string help, auto value) {
        auto& family = out.family(std::move(name), std::move(help), MetricType::Gauge);
        for (const auto& one : *outbox) page::add(family, {{"event", one.event}, {"plugin", one.plugin}}, value(one));
    };
    tell("lumbar_outbox_waiting_events", "Events that a subscriber has not heard.", [&](auto& one) { return number(one.waiting); });
    tell("lumbar_outbox_lag_seconds", "Age of the first of them.", [&](auto& one) { return number(one.oldest_ms) / 1e3; });
    tell("lumbar_outbox_parked_events", "Events given up after ten tries.", [&](auto& one) { return number(one.parked); });
}

void tell_plugins(page& out, const readings& now) {
    auto& states = out.family("lumbar_plugin_state", "1 for the state that a plugin is in.", MetricType::Gauge);
    for (const auto& plugin : now.plugins) page::add(states, {{"plugin", plugin.id}, {"state", plugin.state}}, 1);
    std::map<std::string, std::uint64_t> faults{{"core", 0}};
    for (const auto& plugin : now.plugins) faults[plugin.id] = 0;
    for (const auto& route : now.routes) faults[route.plugin] += route.counts->faults.load(std::memory_order_relaxed);
    auto& family = out.family("lumbar_handler_faults_total", "Handlers that threw what they should not, or whose statement took too long.", MetricType::Counter);
    for (const auto& [plugin, number] : faults) page::add(family, {{"plugin", plugin}}, static_cast<double>(number));
}

}

std::string text_of(const readings& now) {
    page out;
    page::add(out.family("lumbar_build_info", "The version that runs.", MetricType::Gauge),
              {{"compiler", __VERSION__}, {"store", now.store}, {"version", LUMBAR_VERSION}}, 1);
    tell_answers(out, now.routes);
    tell_durations(out, now.routes);
    tell_refusals(out, now);
    tell_database(out, now);
    out.gauge("lumbar_event_stream_windows", "Windows that listen to the event stream.", now.windows);
    tell_outbox(out, now.outbox);
    tell_plugins(out, now);
    return out.text();
}

}
}
