#include "core/src/identity/one_time_links.hpp"

#include "core/src/identity/tokens.hpp"

namespace lumbar::identity {

one_time_link make_link(write_tx& tx, std::string_view purpose, const row_id& user, std::chrono::milliseconds lifetime) {
    tx.execute(R"(
        UPDATE one_time_links SET used_at = :now
        WHERE purpose = :purpose AND COALESCE(user_id, '') = :user AND used_at IS NULL)",
        tx.now(), purpose, user.str());
    one_time_link link{tx.new_secret(), tx.now() + lifetime};
    tx.execute(R"(
        INSERT INTO one_time_links (id, token_hash, purpose, user_id, created_at, expires_at)
        VALUES (:id, :hash, :purpose, :user, :now, :expires))",
        tx.new_id(), token_hash(link.token), purpose, user, tx.now(), link.expires_at);
    return link;
}

std::optional<link_target> look_at_link(read_tx& tx, std::string_view token) {
    return tx.row<link_target>(R"(
        SELECT id, purpose, user_id
        FROM one_time_links
        WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now)",
        token_hash(token), tx.now());
}

bool use_link(write_tx& tx, const row_id& link) {
    return tx.execute("UPDATE one_time_links SET used_at = :now WHERE id = :id AND used_at IS NULL AND expires_at > :still",
                      tx.now(), link, tx.now()) == 1;
}

}
