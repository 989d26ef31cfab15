#include "core/src/http/body.hpp"

namespace lumbar::http {

using namespace std::chrono_literals;

template <class Stream>
awaitable<int> read_body(channel<Stream>& from, request_reader& reader, body_room::share& held) {
    reader.eager(true);
    auto& buffer = from.buffer();
    const auto began = steady::now();
    std::size_t received = 0;
    while (!reader.is_done()) {
        error_code failed;
        auto used = reader.put(buffer.data(), failed);
        buffer.consume(used);
        received += used;
        if (!held.grow(used)) co_return 503;
        if (failed == beast::http::error::body_limit) co_return 413;
        if (failed && failed != beast::http::error::need_more) co_return 400;
        if (reader.is_done()) break;
        if (used > 0 && buffer.size() > 0) continue;
        // At least 1 KiB a second on the whole, after ten seconds of grace, and never more than a minute a MiB.
        from.deadline = began + std::min<steady::duration>(10s + std::chrono::seconds(received / 1024), 60s + 60s * (received >> 20));
        auto before = buffer.size();
        bool more = co_await from.read_more();
        if (!more) co_return before == buffer.max_size() ? 400 : -1;
    }
    co_return 0;
}

template awaitable<int> read_body(channel<socket_type>&, request_reader&, body_room::share&);
template awaitable<int> read_body(channel<tls_stream>&, request_reader&, body_room::share&);

}
