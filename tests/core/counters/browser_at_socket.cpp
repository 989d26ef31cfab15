#include "browser_at_socket.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <stdexcept>

namespace {

std::string_view value_of(std::string_view head, std::string_view name) {
    const auto at = head.find("\r\n" + std::string(name) + ": ");
    if (at == head.npos) return {};
    const auto from = at + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
}

std::int64_t number_in(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string fresh_key() {
    static std::atomic<int> last{0};
    return "counted-" + std::to_string(++last);
}

}

browser_at_socket::browser_at_socket(unsigned short port) : port_(port) { connect(); }
browser_at_socket::~browser_at_socket() { close(socket_); }

void browser_at_socket::connect() {
    if (socket_ >= 0) close(socket_);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port_);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) throw std::runtime_error("the server does not listen");
}

void browser_at_socket::ask(std::string_view method, std::string_view path, std::string_view json, std::int64_t version) {
    const std::string host = "127.0.0.1:" + std::to_string(port_);
    std::string out(method);
    out.append(" ").append(path).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\nOrigin: http://").append(host).append("\r\n");
    if (!cookie_.empty()) out.append("Cookie: ").append(cookie_).append("\r\nX-Lumbar-CSRF: ").append(csrf_).append("\r\n");
    if (version) out.append("If-Match: \"").append(std::to_string(version)).append("\"\r\n");
    if (method == "POST") out.append("Idempotency-Key: ").append(fresh_key()).append("\r\n");
    if (method != "GET")
        out.append("Content-Type: application/json\r\nContent-Length: ").append(std::to_string(json.size())).append("\r\n");
    out.append("\r\n").append(json);
    if (::write(socket_, out.data(), out.size()) != static_cast<ssize_t>(out.size()))
        throw std::runtime_error("the server does not listen any more");
}

int browser_at_socket::wait() {
    std::string in;
    char bytes[16384];
    std::size_t end = in.npos, size = 0;
    while (end == in.npos || in.size() < end + 4 + size) {
        const auto got = ::read(socket_, bytes, sizeof bytes);
        if (got <= 0) throw std::runtime_error("the server closed the connection before its answer");
        in.append(bytes, static_cast<std::size_t>(got));
        end = in.find("\r\n\r\n");
        if (end != in.npos) size = static_cast<std::size_t>(number_in(value_of(in, "Content-Length")));
    }
    head_ = in.substr(0, end + 2);
    body_ = in.substr(end + 4);
    const auto tag = value_of(head_, "ETag");
    version_ = tag.size() > 2 ? number_in(tag.substr(1)) : 0;
    if (value_of(head_, "Connection") == "close") connect();
    return static_cast<int>(number_in(std::string_view(head_).substr(9)));
}

int browser_at_socket::sign_in(std::string_view login, std::string_view password) {
    cookie_.clear();
    ask("POST", "/api/v1/session", R"({"login":")" + std::string(login) + R"(","password":")" + std::string(password) + "\"}");
    const int status = wait();
    const auto cookie = value_of(head_, "Set-Cookie");
    cookie_ = cookie.substr(0, cookie.find(';'));
    const auto at = body_.find("\"csrf\":\"");
    if (at != body_.npos) csrf_ = body_.substr(at + 8, body_.find('"', at + 8) - at - 8);
    return status;
}

void browser_at_socket::share_session(const browser_at_socket& other) {
    cookie_ = other.cookie_;
    csrf_ = other.csrf_;
}
