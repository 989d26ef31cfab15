#pragma once

#include <lumbar/transaction.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace lumbar::identity {

using namespace std::chrono_literals;
inline constexpr auto setup_lifetime = 60min, reset_lifetime = 30min;
inline constexpr std::chrono::milliseconds invitation_lifetime = 7 * 24h;

struct one_time_link {
    std::string token;        // told once
    utc_ms expires_at;
};

// How long somebody's link to choose a password holds: an invitation longer than a reset.
constexpr std::chrono::milliseconds password_lifetime(bool has_password) {
    return has_password ? std::chrono::milliseconds(reset_lifetime) : invitation_lifetime;
}

// Earlier links of the same purpose and user die. `user` is empty for the set-up.
one_time_link make_link(write_tx& tx, std::string_view purpose, const row_id& user, std::chrono::milliseconds lifetime);

// Whom a link is for, without using it up; empty when it does not open (any more).
struct link_target {
    row_id id;
    std::string purpose;      // "setup", "password"
    row_id user_id;
};
BOOST_DESCRIBE_STRUCT(link_target, (), (id, purpose, user_id))
std::optional<link_target> look_at_link(read_tx& tx, std::string_view token);

// True once: two who come at the same time do not both get in.
bool use_link(write_tx& tx, const row_id& link);

}
