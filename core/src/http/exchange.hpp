#pragma once

#include "core/src/http/header_fields.hpp"

#include <lumbar/response.hpp>
#include <lumbar/route.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// Where the connections (Asio, Beast) meet the kernel (no Asio, no Beast).
namespace lumbar::http {

// One request off the wire, framing checked, target decoded. HEAD arrives as get.
struct incoming {
    std::string method;                                        // "GET", "POST", …: one of the seven that are allowed
    std::vector<std::string> segments;                         // of the decoded path: "/api/v1/clients" = {"api","v1","clients"}
    std::vector<std::pair<std::string, std::string>> queries;  // decoded
    header_fields headers;
    std::string body;
    std::string address;                                       // the peer's, without port
    bool secure = false;                                       // TLS, or plain http from this machine
};

// A listener of server-sent events. Called on any thread; both return at once.
class event_sink {
public:
    virtual ~event_sink() = default;
    virtual void send(std::string_view event, std::string_view data) = 0;  // data: one line of JSON, ids and versions only
    virtual void close() = 0;
    // False once the listener has gone; it never opens again.
    virtual bool open() const = 0;
};

// An answer, or the promise of a stream.
struct outgoing {
    response answer;
    // Set for a stream: called with the connection's sink after the head has been sent; keeps the sink as long as it likes.
    std::function<void(std::shared_ptr<event_sink>)> stream;
    bool close_connection = false;
};

// The kernel's side. Calls may come from several threads at once.
class front {
public:
    virtual ~front() = default;
    // Bytes of body this request may bring; asked when its head is complete, before any of its body is read.
    virtual std::size_t body_limit(std::string_view method, const std::vector<std::string>& segments) = 0;
    // `answer` is called exactly once, from any thread, now or later.
    virtual void handle(incoming request, std::function<void(outgoing)> answer) = 0;
};

}
