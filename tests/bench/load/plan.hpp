#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// What is asked of the server. One line of the plan's file: method, target and body (or nothing), parted by tabs. "{n}" in a
// body or a header is a number that is never given twice, "{v}" the version that the connection saw last (first: the number
// after a fourth tab).
struct planned {
    std::string method;
    std::string target;
    std::string body;
    std::int64_t version = 1;
};

struct plan {
    std::vector<planned> lines;
    std::string headers;            // of every request, each with its line's end
};

// Throws std::runtime_error for a file that cannot be read or has no lines.
plan read_plan(const std::string& lines_file, const std::string& headers_file);

// The bytes on the wire.
void write_request(std::string& out, const plan& all, const planned& line, std::int64_t version, std::uint64_t number);

// Of an answer as it arrives.
struct arrival {
    int status = 0;
    std::size_t size = 0;           // head and body; 0: not yet known
    std::int64_t version = 0;       // the ETag; 0 without
    bool closes = false;
};
arrival read_head(std::string_view received);

}
