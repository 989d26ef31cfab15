#pragma once

#include <cstddef>

namespace lumbar::data {

struct pool_state {
    std::size_t most = 0;    // connections there may be
    std::size_t open = 0;
    std::size_t in_use = 0;
};

// What waits and what is in use at this moment.
struct store_state {
    std::size_t reads_waiting = 0;
    std::size_t writes_waiting = 0;
    pool_state reading;
    pool_state writing;
};

}
