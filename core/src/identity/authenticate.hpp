#pragma once

#include <lumbar/database.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace lumbar::identity {

// Which cookie counts. A therapist who tries a client's link has both in one browser; the route says whose it is.
enum class surface { staff, client, either };  // either: staff's if it is good, else the client's

// What a request says about who sent it. Texts are the headers' values, empty when they were not sent; they are the request's own.
struct credentials {
    identity::surface surface = identity::surface::staff;
    std::string_view cookie;
    std::string_view csrf;            // X-Lumbar-Csrf
    std::string_view bearer;          // of Authorization: an API token; the cookies do not count then
    std::string_view origin;
    std::string_view sec_fetch_site;
    std::string_view host;
    std::string_view method;          // "GET", "POST", …
    std::string_view address;         // the peer's
    bool secure = false;         // TLS, or plain http from this machine
    bool counts_as_activity = true;  // false for the event stream and its like: the idle clock stays
};

// Who that is. refused_status 0: `who` is signed in, and the request may change things if its method does.
// 401: nobody is signed in (who.kind == nobody); a route that is open to anyone goes on.
// 403: an unsafe method from another site or without the session's token (code "other_site"): no route goes on.
struct signed_in_as {
    actor who;
    int refused_status = 0;
    std::string_view code = {};
    std::string_view detail = {};
    utc_ms proved_at = {};       // when the password was last given in this session
};

// Looks into the process's cache (at most 5 s old) and never waits. Empty: the database must be asked.
std::optional<signed_in_as> authenticate_cached(const credentials& given);

// Reads, and at most once a minute writes the session's idle clock. May wait: never on a connection's thread.
signed_in_as authenticate(database& db, const credentials& given);

// Whether a browser says that a page of another site is asking.
bool from_another_site(const credentials& given);

// Whether the session has neither ended nor idled too long, and its user may still sign in.
bool session_stands(database& db, const row_id& session);

}
