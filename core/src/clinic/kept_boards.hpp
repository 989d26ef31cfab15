#pragma once

#include "core/src/clinic/board.hpp"

#include <lumbar/response.hpp>

// The day view is what every window asks for after every change: it is made once for all that ask about the same data.
namespace lumbar::practice {

// board_on() as an answer, which shares the kept bytes. Made anew unless nothing has been committed to the tables that the last
// one of this day was made from, the minute is the same, and the same plugins are on; `now` is always the asking transaction's. On PostgreSQL any transaction at all
// makes it anew. A board that a plugin could not answer for is not kept.
response board_answer(read_tx& tx, const calendar_date& date);

}
