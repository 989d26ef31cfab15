#include "service.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <ctime>
#include <list>
#include <thread>

// One io_context per thread, Beast's parser, one contiguous write per answer.
namespace bench {

namespace asio = boost::asio;
namespace beast = boost::beast;
using executor = asio::io_context::executor_type;
using socket_type = asio::basic_stream_socket<asio::ip::tcp, executor>;
template <class T = void>
using awaitable = asio::awaitable<T, executor>;
constexpr auto no_throw = asio::as_tuple(asio::use_awaitable_t<executor>{});

namespace {

struct lane {
    asio::io_context io{1};
    asio::basic_socket_acceptor<asio::ip::tcp, executor> acceptor{io};
    std::unique_ptr<reader> reads;
    writer* writes = nullptr;
    std::time_t second = 0;
    std::string date;
    std::thread thread;

    const std::string& http_date() {
        if (const auto now = std::time(nullptr); now != second) {
            second = now;
            std::tm parts{};
            gmtime_r(&now, &parts);
            char text[40];
            date.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
        }
        return date;
    }
};

void put_together(std::string& out, lane& home, const told& answer) {
    out = answer.status == 200 ? "HTTP/1.1 200 OK\r\nDate: " : answer.status == 201 ? "HTTP/1.1 201 Created\r\nDate: " : "HTTP/1.1 409 Conflict\r\nDate: ";
    out += home.http_date();
    out.append("\r\nContent-Type: application/json\r\nContent-Length: ").append(std::to_string(answer.body.size()));
    out += "\r\nX-Request-Id: 5cdb4c2c-3ab9-480d-a902-31a1a8bf89a7";
    if (answer.version) out.append("\r\nETag: \"").append(std::to_string(answer.version)).append("\"");
    if (!answer.link.empty()) out.append("\r\nLink: ").append(answer.link);
    out += "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Opener-Policy: same-origin\r\n"
           "Cross-Origin-Resource-Policy: same-origin\r\nCache-Control: no-store\r\nConnection: keep-alive\r\n\r\n";
    out += answer.body;
}

std::string_view after(std::string_view target, std::string_view start) {
    return target.starts_with(start) ? target.substr(start.size()) : std::string_view();
}

void read(lane& home, std::string_view target, told& answer) {
    if (auto date = after(target, "/api/v1/board?date="); !date.empty()) return home.reads->day(date, answer);
    if (auto word = after(target, "/api/v1/clients?q="); !word.empty()) return home.reads->search(word.substr(0, word.find('&')), answer);
    if (auto id = after(target, "/api/v1/clients/"); !id.empty()) return home.reads->client(id, answer);
    answer.body = R"({"alive":true})";
}

awaitable<> write(lane& home, const asked& request, told& answer) {
    auto* slot = &answer;
    const auto* what = &request;
    auto* here = &home;
    auto initiate = [slot, what, here](auto handler) {
        auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
        here->writes->write(*what, [waiting, slot, here](told given) {
            *slot = std::move(given);
            asio::post(here->io, [waiting] { std::move (*waiting)(); });
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<executor>, void()>(initiate, asio::use_awaitable_t<executor>{});
}

awaitable<> converse(lane& home, socket_type socket) {
    beast::flat_buffer buffer(256 * 1024);
    std::string out;
    for (;;) {
        beast::http::request_parser<beast::http::string_body> parser;
        parser.eager(true);
        boost::system::error_code failed;
        while (!parser.is_done()) {
            if (buffer.size() > 0) {
                buffer.consume(parser.put(buffer.data(), failed));
                if (parser.is_done()) break;
                if (failed && failed != beast::http::error::need_more) co_return;
            }
            auto [broken, got] = co_await socket.async_read_some(buffer.prepare(8192), no_throw);
            if (broken) co_return;
            buffer.commit(got);
        }
        const auto& request = parser.get();
        const std::string_view target(request.target().data(), request.target().size());
        told answer;
        if (request.method() == beast::http::verb::get) {
            read(home, target, answer);
        } else {
            const auto tag = request[beast::http::field::if_match];
            asked what{{request.method_string().data(), request.method_string().size()}, target, request.body(), {tag.data(), tag.size()}};
            co_await write(home, what, answer);
        }
        put_together(out, home, answer);
        auto [broken, sent] = co_await asio::async_write(socket, asio::buffer(out), no_throw);
        if (broken) co_return;
    }
}

awaitable<> accept_all(lane& home) {
    for (;;) {
        auto [failed, socket] = co_await home.acceptor.async_accept(no_throw);
        if (failed) continue;
        socket.set_option(asio::ip::tcp::no_delay(true), failed);
        asio::co_spawn(home.io, converse(home, std::move(socket)), asio::detached);
    }
}

}

void serve(unsigned short port, int threads, const std::function<std::unique_ptr<reader>()>& reads, writer* writes) {
    using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    std::list<lane> lanes;
    for (int i = 0; i < threads; ++i) {
        auto& one = lanes.emplace_back();
        one.reads = reads();
        one.writes = writes;
        one.acceptor.open(asio::ip::tcp::v4());
        one.acceptor.set_option(asio::socket_base::reuse_address(true));
        one.acceptor.set_option(reuse_port(true));
        one.acceptor.bind({asio::ip::address_v4::loopback(), port});
        one.acceptor.listen(1024);
        asio::co_spawn(one.io, accept_all(one), asio::detached);
        one.thread = std::thread([&one] { one.io.run(); });
    }
    for (auto& one : lanes) one.thread.join();
}

}
