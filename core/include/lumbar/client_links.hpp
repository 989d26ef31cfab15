#pragma once

#include <lumbar/transaction.hpp>

namespace [[gnu::visibility("default")]] lumbar {

// A link for one client and one record, to be opened without an account: "<base url>/f/<token>". The token is signed,
// 256 bits of it random, stored hashed. Opening swaps it for a narrow cookie; only use_client_link() uses it up.
struct client_link_made {
    row_id id;
    std::string url;         // shown once; it cannot be had again
    utc_ms expires_at;
};
BOOST_DESCRIBE_STRUCT(client_link_made, (), (id, url, expires_at))

// `purpose` is that of the routes it opens ("intake.fill"); `object` the record they work on. Earlier links of the same
// purpose and object die.
client_link_made make_client_link(write_tx& tx, std::string_view purpose, const row_id& client, const row_id& object,
                                  std::chrono::milliseconds lifetime, std::string_view base_url);

// Uses up the link that this transaction's actor came by. False when it has been used, revoked or has expired meanwhile.
bool use_client_link(write_tx& tx);

// All links of this purpose and object stop working.
void revoke_client_links(write_tx& tx, std::string_view purpose, const row_id& object);

}
