#include "core/src/http/request_reader.hpp"

#include <algorithm>

namespace lumbar::http {

namespace {

constexpr std::uint64_t most_reserved = 64 * 1024;  // of a body that has not come yet

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

}

void request_reader::on_request_impl(beast::http::verb, text method, text target, int, error_code&) {
    into_.method = view(method);
    target_ = view(target);
}

void request_reader::on_field_impl(beast::http::field, text name, text value, error_code&) {
    if (!head_done_) into_.headers.add(view(name), view(value));
}

void request_reader::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
    if (length) into_.body.reserve(static_cast<std::size_t>(std::min(*length, most_reserved)));
}

std::size_t request_reader::on_body_impl(text part, error_code&) {
    into_.body += view(part);
    return part.size();
}

}
