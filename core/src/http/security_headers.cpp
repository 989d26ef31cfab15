#include "core/src/http/security_headers.hpp"

#include <algorithm>

namespace lumbar::http {

void security_headers(response& answer) {
    auto add = [&](std::string_view name, std::string_view value) { answer.headers.emplace_back(name, value); };
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "no-referrer");
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Resource-Policy", "same-origin");
    bool has_cache_rule = std::any_of(answer.headers.begin(), answer.headers.end(), [](const auto& h) { return h.first == "Cache-Control"; });
    if (!has_cache_rule) add("Cache-Control", "no-store");
}

}
