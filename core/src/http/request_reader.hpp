#pragma once

#include "core/src/http/exchange.hpp"
#include "core/src/http/sockets.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace lumbar::http {

namespace beast = boost::beast;

// Beast's parser, which writes what it reads straight into a request: method, fields, body. The target is kept as it came. What
// a chunked body carries as trailers is dropped.
class request_reader final : public beast::http::basic_parser<true> {
public:
    explicit request_reader(incoming& into) : into_(into) {}
    std::string_view target() const { return target_; }

private:
    using text = beast::string_view;

    void on_request_impl(beast::http::verb, text method, text target, int version, error_code&) override;
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(beast::http::field, text name, text value, error_code&) override;
    void on_header_impl(error_code&) override { head_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override;
    std::size_t on_body_impl(text part, error_code&) override;
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text part, error_code& failed) override { return on_body_impl(part, failed); }
    void on_finish_impl(error_code&) override {}

    incoming& into_;
    std::string target_;
    bool head_done_ = false;
};

}
