#include "core/src/identity/api_tokens.hpp"

#include "core/src/clinic/fields.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/tokens.hpp"

#include <algorithm>

namespace lumbar::identity {
namespace {

struct token_row {
    row_id id, user_id;
    std::string name, secret_hash;
    std::vector<std::string> scopes;
    std::optional<utc_ms> used_at;
    std::string user_name;
};
BOOST_DESCRIBE_STRUCT(token_row, (), (id, user_id, name, secret_hash, scopes, used_at, user_name))

std::vector<std::string> both(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::vector<std::string> out;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

}

void check(const new_token& body, problems& list) {
    practice::filled_line(list, "/name", body.name);
    list.at_most("/name", body.name, 100);
    if (body.scopes.empty()) list.add("/scopes", "Choose at least one permission.");
    if (body.days < 1 || body.days > longest_token_days) list.add("/days", "Choose between 1 and 366 days.");
}

std::vector<std::string> scopes_for(read_tx& tx, const row_id& user) {
    auto all = permissions_of(tx, user);
    std::erase_if(all, [](const std::string& permission) { return permission.ends_with(".sign"); });
    return all;
}

std::vector<api_token> tokens_of(read_tx& tx, const row_id& user) {
    return tx.rows<api_token>(R"(
        SELECT id, name, scopes, created_at, expires_at, used_at
        FROM api_tokens
        WHERE user_id = :user AND revoked_at IS NULL
        ORDER BY id DESC)",
                              user);
}

std::pair<token_making, made_token> make_token(write_tx& tx, const row_id& user, const new_token& body) {
    std::vector<std::string> scopes = body.scopes;
    std::sort(scopes.begin(), scopes.end());
    scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
    if (both(scopes, scopes_for(tx, user)) != scopes) return {token_making::beyond_own_rights, {}};
    if (std::ssize(tokens_of(tx, user)) >= most_tokens) return {token_making::too_many, {}};
    using namespace std::chrono_literals;
    api_token made{tx.new_id(), body.name, std::move(scopes), tx.now(), tx.now() + body.days * 24h, {}};
    const auto secret = tx.new_secret();
    tx.execute(R"(
        INSERT INTO api_tokens (id, user_id, name, secret_hash, scopes, created_at, expires_at)
        VALUES (:id, :user, :name, :hash, :scopes, :created, :expires))",
               made.id, user, made.name, token_hash(secret), made.scopes, made.created_at, made.expires_at);
    auto text = std::string(token_start) + made.id + "_" + secret;
    return {token_making::done, {std::move(made), std::move(text)}};
}

bool revoke_token(write_tx& tx, const row_id& user, const row_id& token) {
    const auto revoked = tx.execute(R"(
        UPDATE api_tokens SET revoked_at = :now
        WHERE id = :id AND user_id = :user AND revoked_at IS NULL)",
                                    tx.now(), token, user);
    if (revoked) tx.emit(session_ended{token});
    forget_sessions();
    return revoked > 0;
}

void revoke_tokens_of(write_tx& tx, const row_id& user) {
    for (const auto& token : tokens_of(tx, user)) revoke_token(tx, user, token.id);
}

std::optional<known_session> read_token(read_tx& tx, std::string_view text) {
    if (!text.starts_with(token_start)) return {};
    text.remove_prefix(token_start.size());
    const auto end = text.find('_');
    if (end == text.npos) return {};
    auto row = tx.row<token_row>(R"(
        SELECT t.id, t.user_id, t.name, t.secret_hash, t.scopes, t.used_at, u.name AS user_name
        FROM api_tokens t JOIN users u ON u.id = t.user_id
        WHERE t.id = :id AND t.revoked_at IS NULL AND t.expires_at > :now AND u.disabled = 0)",
                                 text.substr(0, end), tx.now());
    if (!row || !same_secret(row->secret_hash, token_hash(text.substr(end + 1)))) return {};
    known_session known;
    known.who.kind = actor_kind::token;
    known.who.id = row->user_id;
    known.who.session = row->id;
    known.who.name = row->name + " (token of " + row->user_name + ")";
    known.who.permissions = std::make_shared<const std::vector<std::string>>(both(row->scopes, scopes_for(tx, row->user_id)));
    known.seen_at = row->used_at.value_or(utc_ms{});
    known.read_at = std::chrono::steady_clock::now();
    return known;
}

}
