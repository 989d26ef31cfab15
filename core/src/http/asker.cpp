#include "core/src/http/asker.hpp"

#include "core/src/http/target.hpp"
#include "core/src/http/wire.hpp"

#include <algorithm>

namespace lumbar::http {

namespace {

void believe_proxy(const ends& between, const server_options& options, incoming& request) {
    request.address = between.peer;
    request.secure = between.secured || between.on_this_machine;
    if (!is_trusted_proxy(between.peer, options)) return;
    if (const auto proto = request.headers["x-forwarded-proto"]; !proto.empty()) request.secure = proto == "https";
    std::string_view list = request.headers["x-forwarded-for"];
    while (!list.empty() && is_trusted_proxy(request.address, options)) {
        auto comma = list.rfind(',');
        auto one = comma == list.npos ? list : list.substr(comma + 1);
        list = comma == list.npos ? std::string_view{} : list.substr(0, comma);
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        request.address = std::string(one);
    }
}

}

bool is_trusted_proxy(std::string_view address, const server_options& options) {
    const auto& ranges = options.trusted_proxies;
    return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) { return in_range(address, range); });
}

bool answers_for(std::string_view host, const ends& between, const server_options& options) {
    if (host.empty()) return true;  // HTTP/1.0 may leave it out
    if (host == between.local) return true;
    const auto name = host_name(host);
    if (name == "localhost" || name == between.local || name == "[" + between.local + "]" || name == "127.0.0.1") return true;
    return std::find(options.hosts.begin(), options.hosts.end(), name) != options.hosts.end();
}

bool describe(std::string_view target, const ends& between, const server_options& options, incoming& request) {
    lumbar::http::target where;
    if (!read_target(target, where) || !is_utf8(request.headers.text())) return false;
    request.segments = std::move(where.segments);
    request.queries = std::move(where.queries);
    if (request.method == "HEAD") request.method = "GET";
    believe_proxy(between, options, request);
    return true;
}

}
