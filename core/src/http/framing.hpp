#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// Where one request ends and the next begins is decided here, before Beast's parser sees a byte: what two parsers could
// read in two ways is refused (requirements-security A 2, 4, 5, 9).
namespace lumbar::http {

struct head_limits {
    std::size_t head = 16 * 1024;
    std::size_t target = 8 * 1024;
    std::size_t fields = 100;
};

struct head_verdict {
    int status = 0;                              // 0: good. Otherwise what to answer, and the connection ends.
    std::string_view code;                       // a literal
    bool chunked = false;
    std::optional<std::uint64_t> content_length;
    std::string_view host;                       // of the one Host field; refers to the raw head
};

// `raw` is the head up to and including its empty line.
head_verdict vet_head(std::string_view raw, const head_limits& limits = {});

}
