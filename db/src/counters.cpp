#include "db/src/counters.hpp"

namespace lumbar::data {

counters& counted() {
    static counters all;
    return all;
}

}
