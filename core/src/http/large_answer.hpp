#pragma once

#include <lumbar/response.hpp>

#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// The body of an answer that may be too large for memory: it is written into a file without a name, which is gone with the
// answer, and sent from there.
class large_answer {
public:
    // Where the file lies; empty: the system's folder for temporary files. Throws database_error, as add() does: fault full
    // when there is no room.
    explicit large_answer(const std::string& folder);
    ~large_answer();
    large_answer(const large_answer&) = delete;
    large_answer& operator=(const large_answer&) = delete;

    void add(std::string_view bytes);

    // What was added, for response::rest; it outlives this.
    held_bytes bytes();

private:
    void write_out();

    int descriptor_;
    std::size_t written_ = 0;
    std::string waiting_;
};

}
}
