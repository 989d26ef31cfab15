#pragma once

#include <lumbar/database.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// The process forgets what it remembers of all sessions: after a change of users, roles or sessions, so that it counts
// at once here (and on other servers when they hear of it, within five seconds at the latest).
void forget_sessions();

// An event of the outbox that says that a session has ended or that rights have changed: forgets what is remembered. Which session
// has ended; empty otherwise.
row_id heard_of_end(std::string_view event, std::string_view payload);

}
namespace identity {

struct new_session {
    row_id id;
    std::string token;       // for the cookie; only its hash is stored
    std::string csrf;
};

// What windows and other servers are told when a session (or an API token) ends: by its id alone.
struct session_ended {
    static constexpr std::string_view event = "session_ended";
    row_id session;
};
BOOST_DESCRIBE_STRUCT(session_ended, (), (session))

// What windows and other servers are told when somebody may do more or less than before.
struct rights_changed {
    static constexpr std::string_view event = "rights_changed";
    row_id user;  // empty: whoever has the role that was changed
};
BOOST_DESCRIBE_STRUCT(rights_changed, (), (user))

// Signs a user in, who has just given their password. Two random tokens; the session ends after options::longest at the latest.
// `device`: the browser in words.
new_session begin_session(write_tx& tx, const row_id& user, std::string_view address,
                          std::string_view device = {});

// The password has been given again: a new cookie for the same session. Empty for one that has ended.
std::string prove_session(write_tx& tx, const row_id& session);

// The user's rights have changed: what wants a recent password wants it anew.
void unprove_sessions_of(write_tx& tx, const row_id& user);

struct session_line {
    row_id id;
    std::string device, address;
    utc_ms signed_in_at, seen_at;        // seen: to the minute
};
BOOST_DESCRIBE_STRUCT(session_line, (), (id, device, address, signed_in_at, seen_at))
// Those that stand, the last seen first.
std::vector<session_line> sessions_of(read_tx& tx, const row_id& user);

// A session of somebody who opened a client's link. `unchecked`: the birth date is to be asked for first.
new_session begin_client_session(write_tx& tx, const row_id& link, bool unchecked, std::string_view address);

// `of`: whose it must be; empty: anybody's. False: there is none such that has not ended.
bool end_session(write_tx& tx, const row_id& session, const row_id& of = {});
// All of a user's sessions but `keep`. Returns how many.
std::int64_t end_sessions_of(write_tx& tx, const row_id& user, const row_id& keep = {});

// The session's own token for unsafe requests; empty for one that has ended.
std::string csrf_of(read_tx& tx, const row_id& session);

// Sessions that ended more than a week ago are deleted.
void remove_old_sessions(write_tx& tx);

}
}
