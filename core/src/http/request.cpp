#include <lumbar/request.hpp>

#include "core/src/http/cursor.hpp"

#include <algorithm>
#include <charconv>

namespace lumbar {

row_id request::id(std::string_view parameter) const { return row_id::parse(path(parameter)); }

std::string_view request::path(std::string_view parameter) const {
    for (const auto& [name, value] : parameters)
        if (name == parameter) return value;
    return {};
}

std::optional<std::string_view> request::query(std::string_view parameter) const {
    auto last = std::find_if(queries.rbegin(), queries.rend(), [&](auto& q) { return q.first == parameter; });
    if (last == queries.rend()) return {};
    return last->second;
}

int request::limit(int usual, int most) const {
    auto text = query("limit").value_or("");
    int number = 0;
    auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || end != text.data() + text.size()) return usual;
    if (fault != std::errc{}) return text.front() == '-' ? 1 : most;
    return std::clamp(number, 1, most);
}

std::string request::cursor() const { return http::open_cursor(query("cursor").value_or("")); }

}
