#include "core/src/identity/throttle.hpp"

#include "core/src/identity/tokens.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace lumbar::identity {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t free_failures = 4, failures_of_an_address = 30;
constexpr std::chrono::milliseconds longest_wait = 15min, forgiven_after = 12h, window_of_an_address = 1h;

// `window_start`: of an account, its last failure; of an address, the first of the hour.
struct counted {
    std::int64_t failures;
    utc_ms window_start;
    utc_ms blocked_until;
};
BOOST_DESCRIBE_STRUCT(counted, (), (failures, window_start, blocked_until))

// Accounts by hash: what somebody types into the name field is sometimes a password.
std::string account_key(std::string_view account) { return "account:" + token_hash(account); }
std::string address_key(std::string_view address) { return "address:" + network_of(address); }

std::optional<counted> find(read_tx& tx, const std::string& key) {
    return tx.row<counted>("SELECT failures, window_start, blocked_until FROM throttles WHERE key = :key", key);
}

void store(write_tx& tx, const std::string& key, const counted& now) {
    tx.execute(R"(
        INSERT INTO throttles (key, failures, window_start, blocked_until)
        VALUES (:key, :failures, :start, :until)
        ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, window_start = excluded.window_start,
            blocked_until = excluded.blocked_until)",
        key, now.failures, now.window_start, now.blocked_until);
}

}

std::string network_of(std::string_view address) {
    in6_addr bytes;
    const std::string text(address);
    if (inet_pton(AF_INET6, text.c_str(), &bytes) != 1 || IN6_IS_ADDR_V4MAPPED(&bytes)) return text;
    std::memset(bytes.s6_addr + 8, 0, 8);
    char network[INET6_ADDRSTRLEN];
    return std::string(inet_ntop(AF_INET6, &bytes, network, sizeof network)) + "/64";
}

std::optional<std::chrono::milliseconds> begin_try(write_tx& tx, std::string_view account, std::string_view address) {
    auto by_account = find(tx, account_key(account)).value_or(counted{0, tx.now(), {}});
    auto by_address = find(tx, address_key(address)).value_or(counted{0, tx.now(), {}});
    const auto wait = std::max(by_account.blocked_until, by_address.blocked_until) - tx.now();
    if (wait > 0ms) return wait;
    if (tx.now() - by_account.window_start > forgiven_after) by_account.failures = 0;
    by_account.window_start = tx.now();
    if (++by_account.failures > free_failures) {
        const auto doublings = std::min<std::int64_t>(by_account.failures - free_failures, 20);
        by_account.blocked_until = tx.now() + std::min<std::chrono::milliseconds>(1s * (1 << doublings), longest_wait);
    }
    store(tx, account_key(account), by_account);
    return {};
}

void failed(write_tx& tx, std::string_view address) {
    auto by_address = find(tx, address_key(address)).value_or(counted{0, tx.now(), {}});
    if (tx.now() - by_address.window_start >= window_of_an_address) by_address = {0, tx.now(), {}};
    if (++by_address.failures >= failures_of_an_address)
        by_address.blocked_until = by_address.window_start + window_of_an_address;
    store(tx, address_key(address), by_address);
    tx.execute("DELETE FROM throttles WHERE window_start < :old AND blocked_until < :now", tx.now() - forgiven_after, tx.now());
}

void succeeded(write_tx& tx, std::string_view account) {
    tx.execute("DELETE FROM throttles WHERE key = :key", account_key(account));
}

}
