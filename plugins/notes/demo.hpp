#pragma once

#include <lumbar/transaction.hpp>

namespace notes {

// Notes of a made-up clinic: signed ones for the visits of the days before, a draft for each practitioner's newest.
// A few a call; true while there may be more to add.
bool fill_demo(lumbar::write_tx& tx);

}
