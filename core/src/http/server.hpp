#pragma once

#include "core/src/http/exchange.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

struct server_options {
    std::string address = "127.0.0.1";
    unsigned short port = 8080;               // 0: any free one
    int threads = 2;
    std::string certificate;                  // PEM files; both or neither. Neither: plain http
    std::string key;
    std::chrono::milliseconds look_at_certificate{10'000};  // how often: renewed files are taken without a restart
    std::vector<std::string> hosts;           // names (without port) that Host may hold, beside localhost and the address
                                              // that was connected to
    std::vector<std::string> trusted_proxies; // "10.0.0.1" or "10.0.0.0/8": their X-Forwarded-For and -Proto are believed
    std::size_t connections = 8000;           // at once; fewer when the process may open fewer files
    std::size_t connections_per_address = 100;// trusted proxies and this machine are not counted
    std::size_t bodies = 64 * 1024 * 1024;    // bytes of requests' bodies in memory at once; the next is told to come again
    std::vector<int> listening;               // what listen_on() has given: the server's own from then on; empty: it listens itself
    std::function<void(std::size_t)> beat;    // called twice a second by each event loop, with its number
};

// A listening socket for each thread of such a server, on the address and port that it names. Throws as the server does.
std::vector<int> listen_on(const server_options& options);

// Listens, reads requests, hands them to the front and writes what it answers.
class server {
public:
    // Binds and loads the certificate. Throws std::runtime_error with one sentence that says what to do (taken port,
    // address of another machine, unreadable certificate).
    server(front& kernel, server_options options);
    ~server();

    void start();
    unsigned short port() const;

    // Takes no more connections and ends those that there are: streams and quiet ones at once, the others with the answer to
    // their next request, if it comes within a moment. Waits at most `patience` for what is at work.
    void drain_and_stop(std::chrono::milliseconds patience);

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}
}
