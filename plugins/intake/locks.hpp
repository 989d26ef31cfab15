#pragma once

#include "responses.hpp"

// Unfinished answers are shown to the browser that wrote them. Whoever opens the link elsewhere gives the client's date of
// birth first.
namespace intake {

inline constexpr std::int64_t most_tries = 5;

bool is_locked(const form_response& response, const actor& who);

// Opens the answers to the actor's session if this is the client's birth date. Returns `most_tries` if it is, otherwise how
// many tries are left; at 0 the links of this response stop working.
std::int64_t unlock(write_tx& tx, const form_response& response, const calendar_date& birth_date);

// Throws the unfinished answers away and lets the actor's session begin with an empty form.
void begin_again(write_tx& tx, const form_response& response);

}
