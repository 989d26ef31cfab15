#include <lumbar/client_links.hpp>

#include "core/src/audit/audit.hpp"
#include "core/src/identity/client_door.hpp"
#include "core/src/identity/root_key.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/tokens.hpp"
#include "db/src/context.hpp"

#include <sodium.h>

#include <vector>

namespace lumbar {
namespace {

constexpr unsigned char token_version = 1, key_number = 1;
constexpr std::size_t nonce_bytes = 32;
constexpr std::int64_t most_failed_checks = 5;

// What a token vouches for. Only its nonce travels; the rest is in the row that its hash finds.
struct link_row {
    row_id id;
    std::string purpose;
    row_id client;
    row_id object;
    utc_ms expires_at;
};
BOOST_DESCRIBE_STRUCT(link_row, (), (id, purpose, client, object, expires_at))

std::string mac_of(const link_row& link, const std::string& nonce) {
    std::string text{static_cast<char>(token_version), static_cast<char>(key_number)};
    const auto until = std::to_string(link.expires_at.count);
    for (const std::string_view part : {link.id.str(), std::string_view(link.purpose), link.client.str(), link.object.str(),
                                        std::string_view(until), std::string_view(nonce)}) {
        text += std::to_string(part.size());
        text += ':';
        text += part;
    }
    const auto key = identity::derived_key("clntlink");
    std::string mac(crypto_auth_BYTES, '\0');
    crypto_auth(reinterpret_cast<unsigned char*>(mac.data()), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                key.data());
    return mac;
}

std::string token_of(const link_row& link, const std::string& nonce) {
    std::string bytes{static_cast<char>(token_version), static_cast<char>(key_number)};
    bytes += nonce + mac_of(link, nonce);
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text.pop_back();  // the closing NUL
    return text;
}

// The nonce of a token whose form is right.
std::optional<std::string> nonce_of(std::string_view token) {
    std::string bytes(256, '\0');
    std::size_t size = 0;
    if (token.size() > 300 ||
        sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), token.data(), token.size(), nullptr,
                          &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return {};
    if (size != 2 + 2 * nonce_bytes + crypto_auth_BYTES || bytes[0] != token_version || bytes[1] != key_number) return {};
    return bytes.substr(2, 2 * nonce_bytes);
}

// The link that this token opens now; empty for anything else.
std::optional<link_row> opened_by(read_tx& tx, std::string_view token) {
    auto nonce = nonce_of(token);
    if (!nonce) return {};
    auto link = tx.row<link_row>(R"(
        SELECT id, purpose, client, object, expires_at
        FROM client_links
        WHERE token_hash = :hash AND used_at IS NULL AND revoked_at IS NULL AND expires_at > :now AND failed_checks < :most)",
        identity::token_hash(token), tx.now(), most_failed_checks);
    if (!link || !identity::same_secret(token_of(*link, *nonce), token)) return {};
    return link;
}

}

client_link_made make_client_link(write_tx& tx, std::string_view purpose, const row_id& client, const row_id& object,
                                  std::chrono::milliseconds lifetime, std::string_view base_url) {
    owner_scope core(tx, "core");
    revoke_client_links(tx, purpose, object);
    link_row link{tx.new_id(), std::string(purpose), client, object, tx.now() + lifetime};
    const auto token = token_of(link, tx.new_secret(nonce_bytes));
    tx.execute(R"(
        INSERT INTO client_links (id, token_hash, purpose, client, object, created_at, expires_at, failed_checks)
        VALUES (:id, :hash, :purpose, :client, :object, :now, :expires, 0))",
        link.id, identity::token_hash(token), purpose, client, object.str(), tx.now(), link.expires_at);
    return {link.id, std::string(base_url) + "/f/" + token, link.expires_at};
}

bool use_client_link(write_tx& tx) {
    owner_scope core(tx, "core");
    if (tx.actor().kind != actor_kind::client_link) return false;
    return tx.execute(R"(
        UPDATE client_links SET used_at = :now
        WHERE id = :id AND used_at IS NULL AND revoked_at IS NULL AND expires_at > :still)",
        tx.now(), tx.actor().id, tx.now()) == 1;
}

void revoke_client_links(write_tx& tx, std::string_view purpose, const row_id& object) {
    owner_scope core(tx, "core");
    const auto died = tx.execute(
        "UPDATE client_links SET revoked_at = :now WHERE purpose = :purpose AND object = :object AND revoked_at IS NULL",
        tx.now(), purpose, object.str());
    if (died > 0) identity::forget_sessions();
}

namespace identity {

std::optional<new_session> open_client_link(database& db, std::string_view token, const actor& who) {
    caller opener;
    opener.who = who;
    // Guesses cost a read, never a place in the writer's queue.
    if (!db.read(opener, [&](read_tx& tx) { return opened_by(tx, token).has_value(); })) return {};
    return db.write(opener, [&](write_tx& tx) -> std::optional<new_session> {
        auto link = opened_by(tx, token);
        if (!link) return {};
        // On a second device there may be answers to see: the birth date is asked for first, if it is known.
        const bool same_browser = who.kind == actor_kind::client_link && who.id == link->id;
        const bool opened_before =
            tx.value<row_id>("SELECT id FROM sessions WHERE client_link = :link LIMIT 1", link->id).has_value();
        const bool known_birth =
            tx.value<row_id>("SELECT id FROM clients WHERE id = :id AND birth_date IS NOT NULL", link->client).has_value();
        audit::entry opened;
        opened.action = "link.open";
        opened.client = link->client;
        opened.object = link->object.str();
        audit::record(tx, opened);
        return begin_client_session(tx, link->id, opened_before && known_birth && !same_browser, who.address);
    });
}

birth_date_check check_birth_date(database& db, const row_id& session, const calendar_date& given) {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    return db.write(c, [&](write_tx& tx) {
        auto link =
            tx.value<row_id>("SELECT client_link FROM sessions WHERE id = :id AND ended_at IS NULL AND unchecked = 1", session);
        if (!link || link->empty()) return birth_date_check::no_session;
        const bool right = tx.value<row_id>(R"(
            SELECT l.id
            FROM client_links l JOIN clients c ON c.id = l.client
            WHERE l.id = :link AND c.birth_date = :given AND l.failed_checks < :most)",
            *link, given, most_failed_checks).has_value();
        if (!right) {
            tx.execute("UPDATE client_links SET failed_checks = failed_checks + 1 WHERE id = :id", *link);
            return birth_date_check::wrong;
        }
        tx.execute("UPDATE sessions SET unchecked = 0 WHERE id = :id", session);
        forget_sessions();
        return birth_date_check::right;
    });
}

}
}
