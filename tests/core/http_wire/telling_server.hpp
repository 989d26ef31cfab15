#pragma once

#include "core/src/http/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

// A server with a kernel that only tells what reached it, and clients that say what they like.
namespace lumbar::http {

// A kernel that tells what reached it. Real sockets on both sides.
class telling_front : public front {
public:
    std::size_t body_limit(std::string_view method, const std::vector<std::string>&) override { return method == "POST" ? 1000 : 0; }
    void handle(incoming request, std::function<void(outgoing)> answer) override {
        ++asked;
        if (!request.segments.empty() && request.segments[0] == "throw") throw std::runtime_error("from the kernel");
        outgoing out;
        if (!request.segments.empty() && request.segments[0] == "events") {
            out.stream = [this](std::shared_ptr<event_sink> sink) {
                std::lock_guard lock(mutex);
                listener = sink;
                sink->send("hello", "{}");
            };
            return answer(std::move(out));
        }
        out.answer.body = request.method + " " + std::to_string(request.body.size());
        if (!request.segments.empty() && request.segments[0] == "held") {
            const auto owner = std::make_shared<const std::string>(1000, 'h');
            out.answer.rest = {*owner, owner};
        }
        if (!request.segments.empty() && request.segments[0] == "slow")
            return std::thread([answer, out] { std::this_thread::sleep_for(std::chrono::milliseconds(300)); answer(out); }).detach();
        answer(std::move(out));
    }
    std::atomic<int> asked{0};
    std::mutex mutex;
    std::shared_ptr<event_sink> listener;
};

struct running {
    telling_front kernel;
    std::unique_ptr<server> listening;
    explicit running(server_options options = {}) {
        options.port = 0;
        listening = std::make_unique<server>(kernel, std::move(options));
        listening->start();
    }
};

class raw_client {
public:
    explicit raw_client(unsigned short port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        be_patient(60);
        connected = connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    }
    ~raw_client() { close(fd_); }
    void be_patient(long seconds) {
        timeval patience{seconds, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    void say(std::string_view text) {
        while (!text.empty()) {
            auto sent = send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    // All that comes until the other side closes, or until `enough` is in it.
    std::string hear(std::string_view enough = {}) {
        std::string all;
        char part[4096];
        for (;;) {
            if (!enough.empty() && all.find(enough) != all.npos) return all;
            auto got = recv(fd_, part, sizeof part, 0);
            ended = got == 0;
            if (got <= 0) return all;
            all.append(part, static_cast<std::size_t>(got));
        }
    }
    int descriptor() const { return fd_; }
    bool connected = false;
    bool ended = false;  // the other side has closed

private:
    int fd_;
};

inline std::string exchange(unsigned short port, std::string_view text) {
    raw_client c(port);
    c.say(text);
    return c.hear();
}

inline int times(std::string_view text, std::string_view part) {
    int n = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
    return n;
}

}
