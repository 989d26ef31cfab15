#include "core/src/http/request_reader.hpp"

#include "core/src/http/target.hpp"

#include <catch2/catch.hpp>

using namespace lumbar::http;
namespace asio = boost::asio;

namespace {

// `text` as it comes, `at_once` bytes at a time.
incoming read_all(std::string_view text, std::size_t at_once, std::uint64_t body_limit, error_code& failed) {
    incoming into;
    request_reader reader(into);
    reader.body_limit(body_limit);
    std::string waiting;
    while (!reader.is_done() && (!text.empty() || !waiting.empty())) {
        const auto more = text.substr(0, at_once);
        text.remove_prefix(more.size());
        waiting += more;
        const auto used = reader.put(asio::const_buffer(waiting.data(), waiting.size()), failed);
        waiting.erase(0, used);
        if (failed == beast::http::error::need_more && !text.empty()) failed = {};
        if (failed || (used == 0 && text.empty())) break;
    }
    CHECK(reader.target() == "/api/v1/clients?q=a");
    return into;
}

constexpr std::string_view chunked = "POST /api/v1/clients?q=a HTTP/1.1\r\n"
                                     "Host: a\r\nCookie: one=1\r\nX-LUMBAR-Csrf: token\r\nTransfer-Encoding: chunked\r\ncookie: two=2\r\n"
                                     "Accept: a\r\nACCEPT: b\r\n\r\n"
                                     "4\r\n{\"a\"\r\n3;name=value\r\n:1}\r\n0\r\nX-Lumbar-Csrf: another\r\nX-Late: yes\r\n\r\n";

}

TEST_CASE("a request is the same however its bytes come", "[http][reader]") {
    for (std::size_t at_once : {std::size_t{1}, std::size_t{7}, std::size_t{64}, chunked.size()}) {
        CAPTURE(at_once);
        error_code failed;
        const incoming read = read_all(chunked, at_once, 100, failed);
        CHECK_FALSE(failed);
        CHECK(read.method == "POST");
        CHECK(read.body == R"({"a":1})");
        CHECK(read.headers["cookie"] == "one=1; two=2");
        CHECK(read.headers["accept"] == "a, b");
        CHECK(read.headers["Accept"].empty());
        CHECK(read.headers["host"] == "a");
    }
}

TEST_CASE("what comes behind the body is no field of the request", "[http][reader]") {
    error_code failed;
    const incoming read = read_all(chunked, chunked.size(), 100, failed);
    CHECK(read.headers["x-lumbar-csrf"] == "token");
    CHECK(read.headers["x-late"].empty());
}

TEST_CASE("a body ends at its limit", "[http][reader]") {
    error_code failed;
    read_all(chunked, 5, 6, failed);
    CHECK(failed == beast::http::error::body_limit);
    failed = {};
    read_all("POST /api/v1/clients?q=a HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n{\"a\":1}", 9, 6, failed);
    CHECK(failed == beast::http::error::body_limit);
}

TEST_CASE("a field that is put in place of another, or joined, keeps its bytes apart", "[http][reader]") {
    header_fields fields{{"host", "a"}, {"cookie", "one=1"}};
    fields.set("cookie", "two=2");
    fields.add("X-Empty", "");
    fields.add("x-empty", "now");
    CHECK(fields["cookie"] == "two=2");
    CHECK(fields["x-empty"] == "now");
    fields.set("host", "");
    CHECK(fields["host"].empty());
    // Two halves of a letter in two fields of one name are not a letter.
    header_fields halves;
    halves.add("x-name", "\xc3");
    halves.add("x-name", "\xa9");
    CHECK_FALSE(is_utf8(halves.text()));
}
