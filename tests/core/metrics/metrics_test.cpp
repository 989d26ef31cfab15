#include "core/src/metrics/metrics.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace lumbar;
using namespace std::chrono_literals;

TEST_CASE("an answer is counted in the class of its status and of its duration", "[metrics]") {
    http::route_counts counts;
    counts.count(201, 1ms);
    counts.count(204, 1ms + 1ns);
    counts.count(409, 20s);
    counts.count(503, 0ns);
    CHECK(counts.answers[1] == 2);
    CHECK(counts.answers[3] == 1);
    CHECK(counts.answers[4] == 1);
    CHECK(counts.took.front() == 2);
    CHECK(counts.took[1] == 1);
    CHECK(counts.took.back() == 1);
    CHECK(counts.nanoseconds == 20'002'000'001u);
}

TEST_CASE("no answer is lost when several threads count", "[metrics]") {
    http::route_counts counts;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) counts.count(200, 1ms);
        });
    for (auto& thread : threads) thread.join();
    CHECK(counts.answers[1] == 40'000);
    CHECK(counts.took.front() == 40'000);
}

TEST_CASE("a route keeps its counts when it is named again", "[metrics]") {
    auto& counts = http::counts_of("GET", "/metrics-test/{thing}", "bench");
    counts.count(200, 1ms);
    CHECK(&http::counts_of("GET", "/metrics-test/{thing}", "bench") == &counts);
    CHECK(&http::counts_of("PUT", "/metrics-test/{thing}", "bench") != &counts);
}

TEST_CASE("the text tells what was counted, and routes that nobody asked not at all", "[metrics]") {
    http::route_counts asked, quiet;
    asked.count(200, 2ms);
    asked.count(200, 50ms);
    asked.faults = 3;
    metrics::readings now;
    now.store = "sqlite";
    now.routes = {{"GET", "/things/{thing}", "bench", &asked}, {"GET", "/quiet", "core", &quiet}};
    now.database = {5, 7, {4, 2, 1}, {1, 1, 0}};
    now.windows = 9;
    now.outbox = {{{"bench", "thing_made", 2, 1500, 1}}};
    now.plugins = {{"bench", "enabled"}};
    const auto text = metrics::text_of(now);
    const auto tells = [&](const std::string& line) {
        INFO(line << " in\n" << text);
        CHECK(("\n" + text).find("\n" + line + "\n") != std::string::npos);
    };
    tells(R"(lumbar_http_requests_total{method="GET",route="/things/{thing}",status="2xx"} 2)");
    tells(R"(lumbar_http_request_duration_seconds_count{method="GET",route="/things/{thing}"} 2)");
    tells(R"(lumbar_http_request_duration_seconds_bucket{method="GET",route="/things/{thing}",le="0.001"} 0)");
    tells(R"(lumbar_http_request_duration_seconds_bucket{method="GET",route="/things/{thing}",le="0.1"} 2)");
    tells(R"(lumbar_http_request_duration_seconds_bucket{method="GET",route="/things/{thing}",le="+Inf"} 2)");
    tells("lumbar_reads_waiting 5");
    tells("lumbar_writes_waiting 7");
    tells(R"(lumbar_database_connections{pool="reading",state="open"} 2)");
    tells("lumbar_event_stream_windows 9");
    tells("lumbar_database_readable 1");
    tells(R"(lumbar_outbox_lag_seconds{event="thing_made",plugin="bench"} 1.5)");
    tells(R"(lumbar_outbox_parked_events{event="thing_made",plugin="bench"} 1)");
    tells(R"(lumbar_plugin_state{plugin="bench",state="enabled"} 1)");
    tells(R"(lumbar_handler_faults_total{plugin="bench"} 3)");
    CHECK(text.find("/quiet") == std::string::npos);

    now.outbox.reset();
    const auto without = metrics::text_of(now);
    CHECK(without.find("lumbar_database_readable 0\n") != std::string::npos);
    CHECK(without.find("lumbar_outbox") == std::string::npos);
}
