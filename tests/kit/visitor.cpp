#include <lumbar/test/test_app.hpp>

#include "core/src/application/application.hpp"

#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <atomic>
#include <future>

namespace lumbar::kit {

namespace {

namespace json = boost::json;

std::optional<json::value> parsed(const std::string& text) {
    boost::system::error_code fault;
    json::value v = json::parse(text, fault);
    if (fault) return {};
    return v;
}

std::string plain(const json::value& v) { return v.is_string() ? std::string(v.as_string()) : json::serialize(v); }

const json::value* find(const std::optional<json::value>& in, std::string_view pointer) {
    boost::system::error_code fault;
    return in ? in->find_pointer(pointer, fault) : nullptr;
}

std::string whole_path(std::string_view path) {
    bool whole = path.starts_with("/api/") || path.starts_with("/f/");
    return (whole ? "" : "/api/v1") + std::string(path);
}

std::string fresh_key() {
    static std::atomic<int> count{0};
    return "test-" + std::to_string(++count);
}

http::incoming request_of(std::string_view method, const std::string& whole, std::string_view body) {
    http::incoming in;
    in.method = method;
    boost::urls::url_view url = boost::urls::parse_origin_form(whole).value();
    for (auto segment : url.segments()) in.segments.push_back(segment);
    for (auto query : url.params()) in.queries.emplace_back(query.key, query.value);
    in.body = body;
    in.address = "127.0.0.1";
    in.secure = true;
    in.headers = {{"host", "127.0.0.1:8080"}, {"accept", "application/json"}};
    if (!body.empty()) in.headers.set("content-type", "application/json");
    if (method != "GET") in.headers.set("origin", "http://127.0.0.1:8080");
    return in;
}

answer answer_of(http::outgoing out) {
    answer a;
    a.status = out.answer.status;
    a.json = std::move(out.answer.body) + std::string(out.answer.rest.text);
    a.version = out.answer.version;
    a.headers = std::move(out.answer.headers);
    if (a.status < 400) return a;
    auto problem = parsed(a.json);
    if (auto code = find(problem, "/code")) a.code = plain(*code);
    if (auto errors = find(problem, "/errors"); errors && errors->is_array())
        for (const json::value& one : errors->as_array()) a.pointers.push_back(plain(one.at("pointer")));
    return a;
}

std::map<std::string, std::string> if_match(std::optional<std::int64_t> version) {
    if (!version) return {};
    return {{"if-match", "\"" + std::to_string(*version) + "\""}};
}

}

std::string answer::at(std::string_view pointer) const {
    auto whole = parsed(json);
    const auto* found = find(whole, pointer);
    return found ? plain(*found) : std::string();
}

std::size_t answer::count(std::string_view pointer) const {
    auto whole = parsed(json);
    const auto* found = find(whole, pointer);
    return found && found->is_array() ? found->as_array().size() : 0;
}

std::string answer::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

answer visitor::get(std::string_view path) { return send("GET", path, {}); }

answer visitor::post(std::string_view path, std::string_view body, std::optional<std::int64_t> version, std::string_view key) {
    auto headers = if_match(version);
    headers["idempotency-key"] = key.empty() ? fresh_key() : std::string(key);
    return send("POST", path, body, std::move(headers));
}

answer visitor::put(std::string_view path, std::string_view body, std::optional<std::int64_t> version) {
    return send("PUT", path, body, if_match(version));
}

answer visitor::del(std::string_view path, std::optional<std::int64_t> version) {
    return send("DELETE", path, {}, if_match(version));
}

answer visitor::send(std::string_view method, std::string_view path, std::string_view body,
                     std::map<std::string, std::string> headers) {
    return ask(method, whole_path(path), body, std::move(headers));
}

answer visitor::file(std::string_view path) { return ask("GET", std::string(path), {}, {}); }

answer visitor::ask(std::string_view method, const std::string& path, std::string_view body,
                    std::map<std::string, std::string> headers) {
    http::incoming in = request_of(method, path, body);
    if (!cookie_.empty()) in.headers.set("cookie", cookie_);
    if (!csrf_.empty()) in.headers.set("x-lumbar-csrf", csrf_);
    for (auto& [name, value] : headers) in.headers.set(name, value);
    std::promise<http::outgoing> answered;
    app_->application().front().handle(std::move(in), [&](http::outgoing out) { answered.set_value(std::move(out)); });
    return answer_of(answered.get_future().get());
}

void visitor::keep_cookies(const answer& a) {
    for (const auto& [name, value] : a.headers)
        if (name == "Set-Cookie") cookie_ += (cookie_.empty() ? "" : "; ") + value.substr(0, value.find(';'));
}

}
