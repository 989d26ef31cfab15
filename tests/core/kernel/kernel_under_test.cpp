#include "tests/core/kernel/kernel_under_test.hpp"

#include "core/src/http/target.hpp"
#include "core/src/http/wire.hpp"
#include "core/src/identity/root_key.hpp"
#include "db/src/migrations.hpp"
#include "tests/core/kernel/bench_routes.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <future>
#include <stdexcept>

using namespace lumbar;

namespace bench {
namespace {

const std::string site = "http://127.0.0.1:8080";

void put_header(http::incoming& in, const std::string& name, const std::string& value) {
    in.headers.set(name, value);
}

// The fields of an answer as they are sent, each but cookies once.
std::vector<std::pair<std::string, std::string>> fields_of(const response& sent) {
    const std::string head = http::answer_head(sent, sent.body.size() + sent.rest.text.size(), true);
    std::vector<std::pair<std::string, std::string>> fields;
    for (auto at = head.find("\r\n") + 2; head.compare(at, 2, "\r\n") != 0; at = head.find("\r\n", at) + 2) {
        const auto colon = head.find(": ", at);
        std::string name = head.substr(at, colon - at);
        const auto same = [&](const auto& field) { return field.first == name; };
        if (name != "Set-Cookie" && std::any_of(fields.begin(), fields.end(), same)) throw std::logic_error(name + " is sent twice");
        fields.emplace_back(std::move(name), head.substr(colon + 2, head.find("\r\n", at) - colon - 2));
    }
    return fields;
}

}

std::string answer::header(std::string_view name) const {
    auto there = std::find_if(headers.begin(), headers.end(), [&](auto& h) { return h.first == name; });
    return there == headers.end() ? "" : there->second;
}

std::string answer::member(std::string_view name) const {
    auto value = boost::json::parse(body).as_object().at(name);
    return value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
}

void services::failed(const http::mounted_route*, const std::string& request_id, std::string_view type) {
    std::lock_guard lock(mutex_);
    failures_.push_back({request_id, std::string(type)});
}

std::vector<failure> services::failures() const {
    std::lock_guard lock(mutex_);
    return failures_;
}

kernel_under_test::kernel_under_test(database& d) : db(d) {
    identity::use_passing_root_key();
    data::migrate(db, {data::core_migrations(), {"bench", {{"0001_things.sql", std::string(schema)}}}});
    table.publish(std::make_shared<http::route_snapshot>(std::vector<http::mount>{{"/api/v1/bench", &routes, "bench", gate}},
                                                         std::vector<std::string>{"billing"}));
    http::dispatcher_options options;
    options.base_url = site;
    options.files = [](const http::incoming& in) {
        http::outgoing page;
        page.answer.body = "<page " + in.segments.at(0) + ">";
        return std::optional(std::move(page));
    };
    front = std::make_unique<http::dispatcher>(db, table, live, told, std::move(options));
}

answer kernel_under_test::ask(const visitor& who, const std::string& method, const std::string& path, asked what) {
    http::target target;
    if (!http::read_target(path.starts_with("//") ? path.substr(1) : "/api/v1/bench" + path, target)) throw std::invalid_argument("a path");
    http::incoming in;
    in.method = method;
    in.segments = target.segments;
    in.queries = target.queries;
    in.body = std::move(what.body);
    in.address = "192.0.2.7";
    in.secure = true;
    in.headers = {{"host", "127.0.0.1:8080"}};
    put_header(in, "cookie", who.cookie);
    if (method != "GET") {
        put_header(in, "origin", site);
        put_header(in, "x-lumbar-csrf", who.csrf);
        if (!in.body.empty()) put_header(in, "content-type", "application/json");
    }
    for (const auto& [name, value] : what.headers) put_header(in, name, value);
    std::promise<http::outgoing> promise;
    auto future = promise.get_future();
    front->handle(std::move(in), [&](http::outgoing out) { promise.set_value(std::move(out)); });
    auto out = future.get();
    auto fields = fields_of(out.answer);
    return {out.answer.status, std::move(out.answer.body), std::string(out.answer.rest.text), std::move(fields), std::string(out.answer.content_type), bool(out.stream),
            std::move(out.stream)};
}

std::int64_t kernel_under_test::things() {
    return db.read({}, [](read_tx& tx) { return *tx.value<std::int64_t>("SELECT count(*) FROM bench_things"); });
}

std::int64_t kernel_under_test::things_named(const std::string& name) {
    return db.read({}, [&](read_tx& tx) { return *tx.value<std::int64_t>("SELECT count(*) FROM bench_things WHERE name = :name", name); });
}

std::int64_t kernel_under_test::audited(const std::string& action, const std::string& outcome) {
    return db.read({}, [&](read_tx& tx) {
        return *tx.value<std::int64_t>("SELECT count(*) FROM audit WHERE action = :action AND outcome = :outcome", action, outcome);
    });
}

}
