#include "core/src/identity/sessions.hpp"

#include "core/src/identity/options.hpp"
#include "core/src/identity/session_cache.hpp"
#include "core/src/identity/tokens.hpp"

namespace lumbar::identity {
namespace {

options chosen;

new_session insert_session(write_tx& tx, const row_id& user, const row_id& link, bool unchecked, std::string_view address) {
    new_session s{tx.new_id(), tx.new_secret(), tx.new_secret()};
    tx.execute(R"(
        INSERT INTO sessions (id, token_hash, csrf_token, user_id, client_link, unchecked, address, created_at, seen_at, ends_at)
        VALUES (:id, :hash, :csrf, :user, :link, :unchecked, :address, :created, :seen, :ends))",
        s.id, token_hash(s.token), s.csrf, user, link, unchecked, address, tx.now(), tx.now(),
        tx.now() + (link ? configured().client_longest : configured().longest));
    return s;
}

}

void configure(const options& wanted) { chosen = wanted; }
const options& configured() { return chosen; }

new_session begin_session(write_tx& tx, const row_id& user, std::string_view address) {
    return insert_session(tx, user, {}, false, address);
}

new_session begin_client_session(write_tx& tx, const row_id& link, bool unchecked, std::string_view address) {
    return insert_session(tx, {}, link, unchecked, address);
}

void end_session(write_tx& tx, const row_id& session) {
    tx.execute("UPDATE sessions SET ended_at = :now WHERE id = :id AND ended_at IS NULL", tx.now(), session);
    forget_sessions();
}

std::int64_t end_sessions_of(write_tx& tx, const row_id& user, const row_id& keep) {
    auto ended = tx.execute("UPDATE sessions SET ended_at = :now WHERE user_id = :user AND ended_at IS NULL AND id <> :keep",
                            tx.now(), user, keep.str());
    forget_sessions();
    return ended;
}

std::string csrf_of(read_tx& tx, const row_id& session) {
    return tx.value<std::string>("SELECT csrf_token FROM sessions WHERE id = :id AND ended_at IS NULL", session).value_or("");
}

void forget_sessions() { session_cache::of_process().clear(); }

void remove_old_sessions(write_tx& tx) {
    using namespace std::chrono_literals;
    tx.execute("DELETE FROM sessions WHERE ends_at < :old", tx.now() - 7 * 24h);
}

}
