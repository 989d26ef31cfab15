#pragma once

#include "core/src/audit/audit.hpp"
#include "core/src/http/call.hpp"

namespace lumbar::http {

// The audit row of a call. What the handler said by about() counts; else the route's {client} (or the link's), and its
// last parameter as the object. The action is the route's own or "<verb> <template>".
audit::entry entry_of(const call& c, std::string_view outcome);

// Takes over what the handler said by about().
void note_about(call& c, read_tx& tx);

// What makes two rows of one session the same: who, action, client, object.
std::string same_row(const call& c, const audit::entry& entry);

}
