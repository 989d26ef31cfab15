#pragma once

#include <lumbar/transaction.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// Whether this account may be tried from this address now; if not, how long to wait. A try that may go on is counted as a
// failure before its password is looked at, so that many at once are no way round: succeeded() takes it back.
//
// From the fifth failure of an account on the wait is 2, 4, 8 … seconds, 15 minutes at most; never for good, and twelve
// hours without a failure clear it. An address (of IPv6 the first 64 bits) has 30 failures an hour. Stored, so that all
// servers on one database count together. An account that does not exist is counted like any other.
std::optional<std::chrono::milliseconds> begin_try(write_tx& tx, std::string_view account, std::string_view address);

// The password was wrong: counts for the address too.
void failed(write_tx& tx, std::string_view address);
// The password was right, or has been chosen anew.
void succeeded(write_tx& tx, std::string_view account);

// What of an address counts as one visitor: "2001:db8:1:2::/64", an IPv4 address as it is.
std::string network_of(std::string_view address);

}
}
