#include "core/src/http/wire.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <ctime>

namespace lumbar::http {
namespace {

constexpr std::pair<int, std::string_view> phrases[] = {
    {200, "OK"},                   {201, "Created"},             {204, "No Content"},
    {303, "See Other"},            {304, "Not Modified"},        {400, "Bad Request"},
    {401, "Unauthorized"},         {403, "Forbidden"},           {404, "Not Found"},
    {405, "Method Not Allowed"},   {408, "Request Timeout"},     {409, "Conflict"},
    {412, "Precondition Failed"},  {413, "Content Too Large"},   {414, "URI Too Long"},
    {415, "Unsupported Media Type"}, {417, "Expectation Failed"}, {421, "Misdirected Request"},
    {422, "Unprocessable Content"}, {428, "Precondition Required"}, {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"}, {500, "Internal Server Error"}, {501, "Not Implemented"},
    {503, "Service Unavailable"},  {505, "HTTP Version Not Supported"}, {507, "Insufficient Storage"},
};

std::string_view refusal_detail(int status) {
    switch (status) {
    case 408: return "The request took too long to arrive.";
    case 413: return "The request is larger than this address takes.";
    case 414: return "The address of the request is too long.";
    case 417: return "The expectation of the request cannot be met.";
    case 421: return "This server does not answer for that host name. Add it to server.hosts.";
    case 431: return "The head of the request is too large.";
    case 501: return "The method of the request is not known here.";
    case 503: return "The server is busy. Nothing was changed; please try again.";
    case 505: return "Only HTTP/1.1 and HTTP/1.0 are spoken here.";
    default: return "The request is not well-formed.";
    }
}

// What every answer carries (requirements-security D 35): no sniffing, no referrer, no framing, no other origin.
constexpr std::string_view guards = "X-Content-Type-Options: nosniff\r\n"
                                    "Referrer-Policy: no-referrer\r\n"
                                    "Cross-Origin-Opener-Policy: same-origin\r\n"
                                    "Cross-Origin-Resource-Policy: same-origin\r\n";

// Written anew once a second, on each thread.
std::string_view http_date() {
    thread_local std::time_t written = 0;
    thread_local char text[40];
    thread_local std::size_t size = 0;
    if (const std::time_t now = std::time(nullptr); now != written) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        written = now;
    }
    return {text, size};
}

void append_number(std::string& out, std::uint64_t number) {
    char text[20];
    out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

// 16 bytes of an address, IPv4 mapped into IPv6; false for text that is no address.
bool address_bytes(std::string_view text, std::array<unsigned char, 16>& bytes, int& family_bits) {
    std::string copy(text);
    bytes = {};
    if (inet_pton(AF_INET, copy.c_str(), bytes.data() + 12) == 1) {
        bytes[10] = bytes[11] = 0xff;
        family_bits = 96;
        return true;
    }
    family_bits = 0;
    return inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1;
}

}

std::string_view reason_phrase(int status) {
    for (const auto& [number, phrase] : phrases)
        if (number == status) return phrase;
    return "Answer";
}

std::string answer_head(const response& answer, std::optional<std::size_t> length, bool keep_alive, std::size_t room) {
    std::string head;
    head.reserve(512 + room);
    head += "HTTP/1.1 ";
    append_number(head, static_cast<std::uint64_t>(answer.status));
    head.append(" ").append(reason_phrase(answer.status)).append("\r\nDate: ").append(http_date()).append("\r\n");
    if (answer.status != 204 && answer.status != 304) {
        head.append("Content-Type: ").append(answer.content_type).append("\r\n");
        if (length) {
            head += "Content-Length: ";
            append_number(head, *length);
            head += "\r\n";
        }
    }
    if (answer.version) head.append("ETag: \"").append(std::to_string(*answer.version)).append("\"\r\n");
    bool stored_as_said = false;
    for (const auto& [name, value] : answer.headers) {
        stored_as_said = stored_as_said || name == "Cache-Control";
        head.append(name).append(": ").append(value).append("\r\n");
    }
    head += guards;
    if (!stored_as_said) head += "Cache-Control: no-store\r\n";
    head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

outgoing refusal(int status, std::string_view code) {
    outgoing out;
    out.answer = problem(status, code, refusal_detail(status));
    if (status == 503) out.answer.headers.emplace_back("Retry-After", "1");
    out.close_connection = true;
    return out;
}

std::string host_name(std::string_view host) {
    auto end = host.size();
    auto colon = host.rfind(':');
    if (colon != host.npos && host.find(']', colon) == host.npos) end = colon;
    std::string name(host.substr(0, end));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

bool in_range(std::string_view address, std::string_view range) {
    auto slash = range.find('/');
    std::array<unsigned char, 16> a, b;
    int a_bits = 0, b_bits = 0, bits = 128;
    if (!address_bytes(address, a, a_bits) || !address_bytes(range.substr(0, slash), b, b_bits)) return false;
    if (slash != range.npos) {
        auto tail = range.substr(slash + 1);
        auto [end, bad] = std::from_chars(tail.data(), tail.data() + tail.size(), bits);
        if (bad != std::errc{} || end != tail.data() + tail.size() || bits < 0 || bits > 128 - b_bits) return false;
        bits += b_bits;
    }
    for (int i = 0; i < bits; ++i) {
        auto mask = static_cast<unsigned char>(0x80 >> (i % 8));
        if ((a[i / 8] & mask) != (b[i / 8] & mask)) return false;
    }
    return true;
}

}
