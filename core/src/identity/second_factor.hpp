#pragma once

#include <lumbar/transaction.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// Takes somebody's second factor away, with the recovery codes and what they had begun. False: they had none.
bool remove_second_factor(write_tx& tx, const row_id& user);

}
namespace identity {

using namespace std::chrono_literals;
inline constexpr auto step_lifetime = 10min;
inline constexpr std::int64_t tries_per_step = 5, recovery_codes_of_a_user = 10;

bool has_second_factor(read_tx& tx, const row_id& user);
// By auth.require_second_factor: whoever manages users or may export.
bool needs_second_factor(read_tx& tx, const row_id& user);
std::int64_t recovery_codes_left(read_tx& tx, const row_id& user);

// What stands between a password that was right and a code. `secret` is set where a new factor is begun (bytes, told once).
struct code_step {
    std::string ticket;
    std::string secret;
};
code_step begin_code_step(write_tx& tx, const row_id& user);
code_step begin_set_up_step(write_tx& tx, const row_id& user);

// One try. Counts, so it must be committed even when the code is wrong. `recovery_codes` are new ones, told once, where
// the step set a factor up: it counts from then on.
enum class trying { done, wrong, over };   // over: no such step any more, used up, too old or tried too often
struct tried_step {
    trying result = trying::over;
    row_id user;
    std::vector<std::string> recovery_codes = {};
};
struct step_owner {
    row_id id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(step_owner, (), (id, name))
// Empty when there is no such step any more.
std::optional<step_owner> owner_of_step(read_tx& tx, std::string_view ticket);
// `of`: whose step it must be; empty: anybody's.
tried_step try_step(write_tx& tx, std::string_view ticket, std::string_view code, const row_id& of = {});

// The app's code or a recovery code, as typed, spaces and dashes aside. Used up when it is right.
bool use_code(write_tx& tx, const row_id& user, std::string_view typed);

// Ten new ones; earlier ones die.
std::vector<std::string> new_recovery_codes(write_tx& tx, const row_id& user);

}
}
