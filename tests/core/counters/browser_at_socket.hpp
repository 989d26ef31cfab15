#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// One keep-alive connection to a server on this machine, and the session of whoever signed in on it.
class browser_at_socket {
public:
    explicit browser_at_socket(unsigned short port);
    ~browser_at_socket();
    browser_at_socket(const browser_at_socket&) = delete;
    browser_at_socket& operator=(const browser_at_socket&) = delete;

    // Sends, and returns at once.
    void ask(std::string_view method, std::string_view path, std::string_view json = {}, std::int64_t version = 0);
    // Waits for the answer; its status.
    int wait();
    int get(std::string_view path) { return ask("GET", path), wait(); }

    // 200, and who signed in asks from now on.
    int sign_in(std::string_view login, std::string_view password);
    // Asks as that one does.
    void share_session(const browser_at_socket& other);

    std::int64_t version() const { return version_; } // the last answer's ETag; 0 without
    const std::string& head() const { return head_; }
    const std::string& body() const { return body_; }
    int socket() const { return socket_; }

private:
    void connect();

    unsigned short port_;
    int socket_ = -1;
    std::string cookie_, csrf_, head_, body_;
    std::int64_t version_ = 0;
};
