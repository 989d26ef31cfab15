#include "tests/fuzz/targets.hpp"

#include "core/src/http/cursor.hpp"
#include "core/src/http/framing.hpp"
#include "core/src/http/target.hpp"
#include "core/src/http/wire.hpp"
#include "core/src/identity/tokens.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <stdexcept>

namespace lumbar::fuzz {

namespace beast = boost::beast;

namespace {

void must(bool held, const char* promise) {
    if (!held) throw std::logic_error(promise);
}

// Reads the body as a connection does: with the route's limit, and no more than there is.
void read_body(beast::http::request_parser<beast::http::empty_body>&& head, std::string_view rest, const http::head_verdict& verdict) {
    constexpr std::size_t limit = 4096;
    beast::http::request_parser<beast::http::string_body> parser(std::move(head));
    parser.body_limit(limit);
    parser.eager(true);
    while (!parser.is_done() && !rest.empty()) {
        boost::system::error_code failed;
        const auto used = parser.put(boost::asio::buffer(rest.data(), rest.size()), failed);
        rest.remove_prefix(used);
        if (failed || used == 0) break;
    }
    must(parser.get().body().size() <= limit, "a body stays within its limit");
    if (parser.is_done() && verdict.content_length) must(parser.get().body().size() == *verdict.content_length, "a body is as long as was said");
}

}

void head(std::string_view text) {
    const auto end = text.find("\r\n\r\n");
    const auto raw = text.substr(0, end == text.npos ? text.size() : end + 4);
    const auto verdict = http::vet_head(raw);
    if (verdict.status != 0) {
        must(verdict.status >= 400 && verdict.status < 600 && !verdict.code.empty(), "a refusal has a status and a word");
        return;
    }
    must(end != text.npos, "a good head is whole");
    must(!(verdict.chunked && verdict.content_length), "a body's end is said in one way");
    beast::http::request_parser<beast::http::empty_body> parser;
    parser.header_limit(32 * 1024);
    parser.body_limit(boost::none);
    boost::system::error_code failed;
    const auto used = parser.put(boost::asio::buffer(text.data(), text.size()), failed);
    if (failed && failed != beast::http::error::need_more) return;
    must(used == raw.size() && parser.is_header_done(), "both see the same head");
    must(parser.chunked() == verdict.chunked, "both see the same coding");
    must(parser.content_length().has_value() == verdict.content_length.has_value(), "both see the same length, or none");
    if (verdict.content_length) must(*parser.content_length() == *verdict.content_length, "both see the same length");
    read_body(std::move(parser), text.substr(used), verdict);
}

void location(std::string_view text) {
    http::target out;
    if (!http::read_target(text, out)) return;
    for (const auto& segment : out.segments) {
        must(!segment.empty() && segment != "." && segment != "..", "no segment leads anywhere else");
        must(segment.find('/') == segment.npos && segment.find('\0') == segment.npos, "no segment is two");
        must(http::is_utf8(segment), "segments are UTF-8");
    }
    for (const auto& [name, value] : out.queries) must(http::is_utf8(name) && http::is_utf8(value), "queries are UTF-8");
}

void proxied(std::string_view text) {
    const auto line = text.find('\n');
    const auto address = text.substr(0, line), range = line == text.npos ? std::string_view{} : text.substr(line + 1);
    if (http::in_range(address, range)) must(!address.empty() && !range.empty(), "nothing lies in no range");
    must(!http::in_range(address, ""), "nothing lies in an empty range");
    http::host_name(text);
}

void cookies(std::string_view text) {
    for (auto name : {identity::staff_cookie, identity::client_cookie}) {
        const auto value = identity::cookie_value(text, name);
        must(value.find(';') == value.npos, "a cookie ends at its semicolon");
        if (!value.empty()) must(text.find(name) != text.npos, "a cookie's name was there");
    }
}

void cursor(std::string_view text) {
    if (http::is_utf8(text) && text.find('\0') == text.npos)
        must(http::open_cursor(http::make_cursor(text)) == text, "a cursor leads back to its place");
    http::open_cursor(text);
}

}
