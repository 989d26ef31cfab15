#pragma once

#include "core/src/identity/session_cache.hpp"

#include <lumbar/problems.hpp>
#include <lumbar/transaction.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Programs that act for a user: "lmb_<id>_<secret>" in the Authorization header. Of the secret only its hash is stored.
namespace lumbar::identity {

inline constexpr std::string_view token_start = "lmb_";
inline constexpr std::int64_t longest_token_days = 366, most_tokens = 20;

struct api_token {
    row_id id;
    std::string name;
    std::vector<std::string> scopes;
    utc_ms created_at, expires_at;
    std::optional<utc_ms> used_at;       // to the minute
};
BOOST_DESCRIBE_STRUCT(api_token, (), (id, name, scopes, created_at, expires_at, used_at))

struct new_token {
    std::string name;
    std::vector<std::string> scopes;     // permissions
    std::int64_t days;                   // until it expires
};
BOOST_DESCRIBE_STRUCT(new_token, (), (name, scopes, days))
void check(const new_token& body, problems& list);

// What a token of theirs may be given: their own permissions, but never to sign, which only a person does. Sorted.
std::vector<std::string> scopes_for(read_tx& tx, const row_id& user);

// Those not revoked, the newest first.
std::vector<api_token> tokens_of(read_tx& tx, const row_id& user);

struct made_token {
    api_token token;
    std::string secret;                  // the whole text, told once
};
BOOST_DESCRIBE_STRUCT(made_token, (), (token, secret))
enum class token_making { done, beyond_own_rights, too_many };
std::pair<token_making, made_token> make_token(write_tx& tx, const row_id& user, const new_token& body);

// False: the user has no such token.
bool revoke_token(write_tx& tx, const row_id& user, const row_id& token);
void revoke_tokens_of(write_tx& tx, const row_id& user);

// Whose token that is and what it may: its scopes, as far as the user still has them. Empty when it is none of ours, expired or
// revoked, or its user may not sign in.
std::optional<known_session> read_token(read_tx& tx, std::string_view text);

}
