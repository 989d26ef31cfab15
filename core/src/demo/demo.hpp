#pragma once

#include <lumbar/database.hpp>

#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] demo {

struct filled {
    std::vector<row_id> practitioners; // in the order of the board; the first is Amara Nwosu
};

// Fills a migrated database without a clinic with a made-up one, "Riverside Massage" in Dublin: 6 practitioners and rooms, 8
// services, 120 clients, some of them with health facts, and two weeks of visits around now, each where it would be by now.
// Nobody in it is real, telephone numbers are out of the range for films. Makes no users. Throws std::logic_error if there is
// a clinic already.
filled fill_demo(database& db);

}
}
