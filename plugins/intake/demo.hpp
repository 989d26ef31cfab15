#pragma once

#include <lumbar/transaction.hpp>

namespace intake {

// Forms of a made-up clinic's clients: most signed, with the answers that their health facts would give; some begun, some
// only asked for. Facts that a form now tells are no longer told without one.
// A few a call; true while there may be more to add.
bool fill_demo(lumbar::write_tx& tx);

}
