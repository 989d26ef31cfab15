#include "core/src/identity/second_factor.hpp"

#include "core/src/identity/one_time_codes.hpp"
#include "core/src/identity/options.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/sealed_text.hpp"
#include "core/src/identity/tokens.hpp"

#include <algorithm>

namespace lumbar::identity {
namespace {

constexpr std::size_t secret_bytes = 20, recovery_bytes = 10;

std::string place_of_factor(const row_id& user) { return "second_factors|secret|" + user; }
std::string place_of_step(const row_id& step) { return "code_steps|secret|" + step; }
std::string hash_of_recovery(const std::string& code, const row_id& user) {
    return keyed_hash(code, "recovery_codes|code_hash|" + user);
}

struct step_row {
    row_id id;
    row_id user_id;
    std::string purpose;
    std::string secret;
};
BOOST_DESCRIBE_STRUCT(step_row, (), (id, user_id, purpose, secret))

struct factor_row {
    std::string secret;
    std::int64_t last_step;
};
BOOST_DESCRIBE_STRUCT(factor_row, (), (secret, last_step))

code_step insert_step(write_tx& tx, const row_id& user, std::string_view purpose, std::string secret) {
    const auto id = tx.new_id();
    code_step step{tx.new_secret(), std::move(secret)};
    tx.execute("DELETE FROM code_steps WHERE expires_at < :now", tx.now());
    tx.execute(R"(
        INSERT INTO code_steps (id, token_hash, user_id, purpose, secret, tries, expires_at)
        VALUES (:id, :hash, :user, :purpose, :secret, 0, :expires))",
               id, token_hash(step.ticket), user, purpose,
               step.secret.empty() ? std::string() : seal(step.secret, place_of_step(id), tx.new_secret(24)),
               tx.now() + step_lifetime);
    return step;
}

// Counts the try before the code is looked at, so that many at once are no way round.
std::optional<step_row> counted_try(write_tx& tx, std::string_view ticket, const row_id& of) {
    const auto hash = token_hash(ticket);
    const auto counted = tx.execute(R"(
        UPDATE code_steps SET tries = tries + 1
        WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now AND tries < :most)",
                                    hash, tx.now(), tries_per_step);
    if (counted == 0) return {};
    auto step = tx.row<step_row>(R"(
        SELECT s.id, s.user_id, s.purpose, s.secret
        FROM code_steps s JOIN users u ON u.id = s.user_id
        WHERE s.token_hash = :hash AND u.disabled = 0)",
                                 hash);
    if (step && of && step->user_id != of) return {};
    return step;
}

std::string without_spaces(std::string_view typed) {
    std::string code;
    for (char c : typed)
        if (c != ' ' && c != '-') code += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return code;
}

bool set_up(write_tx& tx, const step_row& step, std::string_view typed) {
    const auto secret = unseal(step.secret, place_of_step(step.id));
    const auto at = matching_step(secret, without_spaces(typed), tx.now(), 0);
    if (!at) return false;
    return tx.execute(R"(
        INSERT INTO second_factors (user_id, secret, last_step, created_at)
        VALUES (:user, :secret, :step, :now)
        ON CONFLICT (user_id) DO NOTHING)",
                      step.user_id, seal(secret, place_of_factor(step.user_id), tx.new_secret(24)), *at, tx.now()) == 1;
}

}

bool has_second_factor(read_tx& tx, const row_id& user) {
    return tx.value<std::int64_t>("SELECT created_at FROM second_factors WHERE user_id = :user", user).has_value();
}

bool needs_second_factor(read_tx& tx, const row_id& user) {
    if (!configured().require_second_factor) return false;
    const auto rights = permissions_of(tx, user);
    return std::any_of(rights.begin(), rights.end(),
                       [](const std::string& right) { return right == "users.edit" || right.ends_with(".export"); });
}

std::int64_t recovery_codes_left(read_tx& tx, const row_id& user) {
    return tx.value<std::int64_t>("SELECT COUNT(*) FROM recovery_codes WHERE user_id = :user AND used_at IS NULL", user)
        .value_or(0);
}

code_step begin_code_step(write_tx& tx, const row_id& user) { return insert_step(tx, user, "code", {}); }

code_step begin_set_up_step(write_tx& tx, const row_id& user) {
    tx.execute("DELETE FROM code_steps WHERE user_id = :user AND purpose = 'set_up'", user);
    return insert_step(tx, user, "set_up", bytes_of(tx.new_secret(secret_bytes)));
}

std::optional<step_owner> owner_of_step(read_tx& tx, std::string_view ticket) {
    return tx.row<step_owner>(R"(
        SELECT u.id, u.name
        FROM code_steps s JOIN users u ON u.id = s.user_id
        WHERE s.token_hash = :hash AND s.used_at IS NULL AND s.expires_at > :now AND u.disabled = 0)",
                              token_hash(ticket), tx.now());
}

tried_step try_step(write_tx& tx, std::string_view ticket, std::string_view code, const row_id& of) {
    const auto step = counted_try(tx, ticket, of);
    if (!step) return {};
    const bool fresh = step->purpose == "set_up";
    if (!(fresh ? set_up(tx, *step, code) : use_code(tx, step->user_id, code))) return {trying::wrong, step->user_id};
    if (tx.execute("UPDATE code_steps SET used_at = :now WHERE id = :id AND used_at IS NULL", tx.now(), step->id) == 0) return {};
    tried_step done{trying::done, step->user_id};
    if (fresh) done.recovery_codes = new_recovery_codes(tx, step->user_id);
    return done;
}

bool use_code(write_tx& tx, const row_id& user, std::string_view typed) {
    const auto code = without_spaces(typed);
    if (code.size() != 6)
        return tx.execute(R"(
            UPDATE recovery_codes SET used_at = :now
            WHERE user_id = :user AND code_hash = :hash AND used_at IS NULL)",
                          tx.now(), user, hash_of_recovery(code, user)) == 1;
    const auto factor = tx.row<factor_row>("SELECT secret, last_step FROM second_factors WHERE user_id = :user", user);
    if (!factor) return false;
    const auto at = matching_step(unseal(factor->secret, place_of_factor(user)), code, tx.now(), factor->last_step);
    return at && tx.execute("UPDATE second_factors SET last_step = :step WHERE user_id = :user AND last_step < :later", *at, user,
                            *at) == 1;
}

std::vector<std::string> new_recovery_codes(write_tx& tx, const row_id& user) {
    tx.execute("DELETE FROM recovery_codes WHERE user_id = :user", user);
    std::vector<std::string> codes;
    for (auto i = 0; i < recovery_codes_of_a_user; ++i) {
        const auto code = without_spaces(base32(bytes_of(tx.new_secret(recovery_bytes))));
        tx.execute("INSERT INTO recovery_codes (user_id, code_hash) VALUES (:user, :hash)", user, hash_of_recovery(code, user));
        codes.push_back(code.substr(0, 4) + "-" + code.substr(4, 4) + "-" + code.substr(8, 4) + "-" + code.substr(12));
    }
    return codes;
}

bool remove_second_factor(write_tx& tx, const row_id& user) {
    tx.execute("DELETE FROM recovery_codes WHERE user_id = :user", user);
    tx.execute("DELETE FROM code_steps WHERE user_id = :user", user);
    return tx.execute("DELETE FROM second_factors WHERE user_id = :user", user) == 1;
}

}
