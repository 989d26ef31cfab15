#pragma once

#include <lumbar/transaction.hpp>

#include <optional>
#include <string_view>

namespace lumbar::identity {

// How long this account or this address has to wait before it may try again; empty: not at all. From the fifth failure of
// an account on 2, 4, 8 … seconds, 15 minutes at most; an address has 30 failures an hour. Stored, so that all servers on one
// database count together. Never a lock for good.
std::optional<std::chrono::milliseconds> wait_before_sign_in(read_tx& tx, std::string_view account, std::string_view address);

void count_failure(write_tx& tx, std::string_view account, std::string_view address);
void forget_failures(write_tx& tx, std::string_view account);

}
