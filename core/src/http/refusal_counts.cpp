#include "core/src/http/refusal_counts.hpp"

#include <mutex>

namespace lumbar::http {

namespace {

struct registry {
    std::mutex mutex;
    std::map<std::string_view, std::uint64_t> by_code;
};

registry& all() {
    static registry one;
    return one;
}

}

void count_refusal(std::string_view code) {
    std::lock_guard lock(all().mutex);
    ++all().by_code[code];
}

std::map<std::string_view, std::uint64_t> counted_refusals() {
    std::lock_guard lock(all().mutex);
    return all().by_code;
}

}
