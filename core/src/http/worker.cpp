#include "core/src/http/worker.hpp"

#include <algorithm>
#include <vector>

namespace lumbar::http {

using namespace std::chrono_literals;

bool worker::make_room() {
    std::vector<watched*> waiting;
    for (auto* one : connections)
        if (one->waiting_since != steady::time_point::max()) waiting.push_back(one);
    if (waiting.empty()) return false;
    const auto some = waiting.begin() + static_cast<std::ptrdiff_t>(waiting.size() / 16);
    std::nth_element(waiting.begin(), some, waiting.end(), [](auto* a, auto* b) { return a->waiting_since < b->waiting_since; });
    for (auto one = waiting.begin(); one <= some; ++one) {
        (*one)->waiting_since = steady::time_point::max();  // it goes: not to be counted again
        (*one)->cut();
    }
    return true;
}

void worker::look_after(steady::time_point now) {
    const std::vector<watched*> all(connections.begin(), connections.end());
    for (auto* one : all) {
        if (one->deadline < now) one->cut();
        else if (one->idle && one->waiting_since < now - 1s) one->rest();
    }
}

void worker::let_go(steady::time_point now) {
    const std::vector<watched*> all(connections.begin(), connections.end());
    for (auto* one : all) {
        const bool served_just_now = one->waiting_since != steady::time_point::max() && one->waiting_since > now - 250ms;
        if (one->idle && !served_just_now) one->leave();
    }
}

}
