#pragma once

#include "core/src/http/worker.hpp"

namespace lumbar::http {

// Serves one accepted socket until it ends.
void serve(std::shared_ptr<shared_state> state, worker& home, socket_type socket);

}
