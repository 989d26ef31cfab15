#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lumbar::http {

struct target {
    std::vector<std::string> segments;                         // "/a/b" = {"a","b"}; "/" = {}
    std::vector<std::pair<std::string, std::string>> queries;
};

// Decodes a request target once: origin form ("/a?b=c") or absolute form ("http://host/a"). False for bad percent coding,
// an encoded "/" or NUL in a segment, text that is not UTF-8, and for "." and ".." segments.
bool read_target(std::string_view text, target& out);

bool is_utf8(std::string_view text);

}
