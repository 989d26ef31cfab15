#include "core/src/identity/sessions.hpp"

#include "core/src/identity/options.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/session_cache.hpp"
#include "core/src/identity/tokens.hpp"

#include <lumbar/json.hpp>

namespace lumbar::identity {
namespace {

options chosen;

new_session insert_session(write_tx& tx, const row_id& user, const row_id& link, bool unchecked, std::string_view address,
                           std::string_view device) {
    new_session s{tx.new_id(), tx.new_secret(), tx.new_secret()};
    tx.execute(R"(
        INSERT INTO sessions (id, token_hash, csrf_token, user_id, client_link, unchecked, address, device, created_at, seen_at,
                              proved_at, ends_at)
        VALUES (:id, :hash, :csrf, :user, :link, :unchecked, :address, :device, :created, :seen, :proved, :ends))",
        s.id, token_hash(s.token), s.csrf, user, link, unchecked, address, device, tx.now(), tx.now(), tx.now(),
        tx.now() + (link ? configured().client_longest : configured().longest));
    return s;
}

// The idle clock of a session, as authenticate() reads it.
std::chrono::milliseconds idle_of(read_tx& tx, const row_id& user) {
    return idles_as_front_desk(tx, user) ? configured().front_desk_idle : configured().idle;
}

}

void configure(const options& wanted) { chosen = wanted; }
const options& configured() { return chosen; }

new_session begin_session(write_tx& tx, const row_id& user, std::string_view address, std::string_view device) {
    return insert_session(tx, user, {}, false, address, device);
}

new_session begin_client_session(write_tx& tx, const row_id& link, bool unchecked, std::string_view address) {
    return insert_session(tx, {}, link, unchecked, address, {});
}

std::string prove_session(write_tx& tx, const row_id& session) {
    const auto token = tx.new_secret();
    const auto proved = tx.execute(R"(
        UPDATE sessions SET token_hash = :hash, proved_at = :now, seen_at = :seen
        WHERE id = :id AND ended_at IS NULL)",
                                   token_hash(token), tx.now(), tx.now(), session);
    forget_sessions();
    return proved ? token : std::string();
}

void unprove_sessions_of(write_tx& tx, const row_id& user) {
    tx.execute("UPDATE sessions SET proved_at = 0 WHERE user_id = :user AND ended_at IS NULL", user);
    forget_sessions();
}

std::vector<session_line> sessions_of(read_tx& tx, const row_id& user) {
    return tx.rows<session_line>(R"(
        SELECT id, device, address, created_at AS signed_in_at, seen_at
        FROM sessions
        WHERE user_id = :user AND ended_at IS NULL AND ends_at > :now AND seen_at > :idle
        ORDER BY seen_at DESC, id DESC)",
                                 user, tx.now(), tx.now() - idle_of(tx, user));
}

bool end_session(write_tx& tx, const row_id& session, const row_id& of) {
    const auto ended = tx.execute(R"(
        UPDATE sessions SET ended_at = :now
        WHERE id = :id AND ended_at IS NULL AND (CAST(:anybodys AS BIGINT) = 1 OR user_id = :user))",
                                  tx.now(), session, of.empty(), of.str());
    if (ended) tx.emit(session_ended{session});
    forget_sessions();
    return ended > 0;
}

std::int64_t end_sessions_of(write_tx& tx, const row_id& user, const row_id& keep) {
    const auto open = tx.rows<row_id>("SELECT id FROM sessions WHERE user_id = :user AND ended_at IS NULL AND id <> :keep", user,
                                      keep.str());
    for (const auto& session : open) end_session(tx, session);
    return static_cast<std::int64_t>(open.size());
}

std::string csrf_of(read_tx& tx, const row_id& session) {
    return tx.value<std::string>("SELECT csrf_token FROM sessions WHERE id = :id AND ended_at IS NULL", session).value_or("");
}

void forget_sessions() { session_cache::of_process().clear(); }

row_id heard_of_end(std::string_view event, std::string_view payload) {
    if (event == rights_changed::event) forget_sessions();
    session_ended ended;
    if (event != session_ended::event || !read_json(payload, shape_of<session_ended>(), &ended).empty()) return {};
    forget_sessions();
    return ended.session;
}

void remove_old_sessions(write_tx& tx) {
    using namespace std::chrono_literals;
    tx.execute("DELETE FROM sessions WHERE ends_at < :old", tx.now() - 7 * 24h);
}

}
