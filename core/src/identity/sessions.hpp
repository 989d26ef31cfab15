#pragma once

#include <lumbar/database.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// The process forgets what it remembers of all sessions: after a change of users, roles or sessions, so that it counts
// at once here (and within five seconds on other servers).
void forget_sessions();

}
namespace identity {

struct new_session {
    row_id id;
    std::string token;       // for the cookie; only its hash is stored
    std::string csrf;
};

// Signs a user in. Two random tokens; the session ends after options::longest at the latest.
new_session begin_session(write_tx& tx, const row_id& user, std::string_view address);

// A session of somebody who opened a client's link. `unchecked`: the birth date is to be asked for first.
new_session begin_client_session(write_tx& tx, const row_id& link, bool unchecked, std::string_view address);

void end_session(write_tx& tx, const row_id& session);
// All of a user's sessions but `keep`. Returns how many.
std::int64_t end_sessions_of(write_tx& tx, const row_id& user, const row_id& keep = {});

// The session's own token for unsafe requests; empty for one that has ended.
std::string csrf_of(read_tx& tx, const row_id& session);

// Sessions that ended more than a week ago are deleted.
void remove_old_sessions(write_tx& tx);

}
}
