#include "core/src/identity/authenticate.hpp"

#include "core/src/identity/api_tokens.hpp"
#include "core/src/identity/options.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/session_cache.hpp"
#include "core/src/identity/tokens.hpp"

#include <algorithm>

namespace lumbar::identity {

using namespace std::chrono_literals;

namespace {

constexpr auto clock_step = 1min;   // the idle clock is written at most this often

struct session_row {
    row_id id;
    std::string csrf_token;
    row_id user_id;
    row_id client_link;
    bool unchecked;
    utc_ms seen_at;
    utc_ms proved_at;
    utc_ms ends_at;
};
BOOST_DESCRIBE_STRUCT(session_row, (), (id, csrf_token, user_id, client_link, unchecked, seen_at, proved_at, ends_at))

struct link_row {
    std::string purpose;
    row_id client;
    row_id object;
};
BOOST_DESCRIBE_STRUCT(link_row, (), (purpose, client, object))

caller as_system() {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    return c;
}

bool fill_user(read_tx& tx, const session_row& row, known_session& known) {
    auto name = tx.value<std::string>("SELECT name FROM users WHERE id = :id AND disabled = 0", row.user_id);
    if (!name) return false;
    known.who.kind = actor_kind::user;
    known.who.id = row.user_id;
    known.who.name = *name;
    known.who.permissions = std::make_shared<const std::vector<std::string>>(permissions_of(tx, row.user_id));
    known.idle_until = row.seen_at + (idles_as_front_desk(tx, row.user_id) ? configured().front_desk_idle : configured().idle);
    return true;
}

// Only a withdrawn link takes its sessions with it: one that has been used up lets its form be seen as submitted.
bool fill_client(read_tx& tx, const session_row& row, known_session& known) {
    auto link = tx.row<link_row>("SELECT purpose, client, object FROM client_links WHERE id = :id AND revoked_at IS NULL",
                                 row.client_link);
    if (!link) return false;
    known.who.kind = actor_kind::client_link;
    known.who.id = row.client_link;
    known.who.name = "Client";
    known.who.purpose = link->purpose;
    known.who.client = link->client;
    known.who.object = link->object;
    known.unchecked = row.unchecked;
    known.idle_until = row.seen_at + configured().client_idle;
    return true;
}

std::optional<known_session> known_of(read_tx& tx, const std::optional<session_row>& row) {
    if (!row || row->ends_at <= tx.now()) return {};
    known_session known;
    known.csrf = row->csrf_token;
    known.seen_at = row->seen_at;
    known.proved_at = row->proved_at;
    known.who.session = row->id;
    known.read_at = std::chrono::steady_clock::now();
    if (!(row->user_id ? fill_user(tx, *row, known) : fill_client(tx, *row, known))) return {};
    known.idle_until = std::min(known.idle_until, row->ends_at);
    if (known.idle_until <= tx.now()) return {};
    return known;
}

std::optional<known_session> read_session(read_tx& tx, const std::string& hash) {
    return known_of(tx, tx.row<session_row>(R"(
        SELECT id, csrf_token, user_id, client_link, unchecked, seen_at, proved_at, ends_at
        FROM sessions
        WHERE token_hash = :hash AND ended_at IS NULL)",
                                            hash));
}

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

// The API token that was sent; empty without one. What else stands in the header is for a proxy in front.
std::string_view bearer_of(const credentials& given) {
    constexpr std::string_view scheme = "bearer ";
    const std::string_view header = given.bearer;
    const auto same = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b | 0x20 : b); };
    if (header.size() <= scheme.size() || !std::equal(scheme.begin(), scheme.end(), header.begin(), same)) return {};
    const auto token = header.substr(scheme.size());
    return token.starts_with(token_start) ? token : std::string_view();
}

enum class page { own, other, unknown };

// Where a browser says that the request comes from. A program that is no browser says nothing.
page page_of(const credentials& given) {
    if (!given.sec_fetch_site.empty() && given.sec_fetch_site != "same-origin") return page::other;
    if (given.origin.empty()) return given.sec_fetch_site.empty() ? page::unknown : page::own;
    auto slashes = given.origin.find("://");
    const bool own = slashes != std::string::npos && std::string_view(given.origin).substr(slashes + 3) == given.host;
    return own ? page::own : page::other;
}

// What an unsafe request must bring besides the cookie, which a browser adds by itself.
bool meant_by_the_session(const credentials& given, const known_session& known) {
    // No browser adds a token by itself.
    if (known.who.kind == actor_kind::token) return true;
    return is_safe(given.method) || (page_of(given) == page::own && same_secret(given.csrf, known.csrf));
}

signed_in_as refused(const credentials& given, int status, std::string_view code, std::string_view detail) {
    signed_in_as answer;
    answer.who.address = given.address;
    answer.refused_status = status;
    answer.code = code;
    answer.detail = detail;
    return answer;
}

signed_in_as nobody(const credentials& given) {
    if (!bearer_of(given).empty())
        return refused(given, 401, "bad_token", "This API token is none of ours, has expired or has been revoked.");
    if (given.surface == surface::client)
        return refused(given, 401, "link_expired", "This link does not open any more. Ask the clinic for a new one.");
    return refused(given, 401, "sign_in_first", "Please sign in first.");
}

signed_in_as judged(const credentials& given, const known_session& known) {
    if (!meant_by_the_session(given, known))
        return refused(given, 403, "other_site", "The request does not carry this session's token. Load the page again.");
    if (known.unchecked) {
        auto answer = refused(given, 401, "birth_date_needed", "Give the client's date of birth first.");
        answer.who.session = known.who.session;
        return answer;
    }
    signed_in_as answer;
    answer.who = known.who;
    answer.who.address = given.address;
    answer.proved_at = known.proved_at;
    return answer;
}

// The hashes of the cookies that may count, the first first.
std::vector<std::string> presented(const credentials& given) {
    std::vector<std::string> hashes;
    auto add = [&](std::string_view name) {
        auto token = cookie_value(given.cookie, name);
        if (!token.empty()) hashes.push_back(token_hash(token));
    };
    if (!given.secure) return hashes;
    if (const auto token = bearer_of(given); !token.empty()) return {token_hash(token)};
    if (given.surface != surface::client) add(staff_cookie);
    if (given.surface != surface::staff) add(client_cookie);
    return hashes;
}

// On a route that is open to anyone a session without its token does not count, and does not stand in the way either:
// whoever signs in again may have lost the token with the page.
bool counts(const credentials& given, const known_session& known) {
    return given.surface != surface::either || meant_by_the_session(given, known);
}

void move_clock(database& db, const known_session& known) {
    db.write(as_system(), [&](write_tx& tx) {
        const auto old = tx.now() - clock_step;
        if (known.who.kind == actor_kind::token)
            tx.execute("UPDATE api_tokens SET used_at = :now WHERE id = :id AND (used_at IS NULL OR used_at <= :old)", tx.now(),
                       known.who.session, old);
        else
            tx.execute("UPDATE sessions SET seen_at = :now WHERE id = :id AND ended_at IS NULL AND seen_at <= :old", tx.now(),
                       known.who.session, old);
    });
}

std::optional<signed_in_as> refuse_before_asking(const credentials& given) {
    if (is_safe(given.method)) return {};
    if (page_of(given) == page::other) return refused(given, 403, "other_site", "Another site may not change anything here.");
    if (!given.secure)
        return refused(given, 403, "https_needed",
                       "Use https, or the machine that the server runs on: over plain http nobody signs in.");
    return {};
}

}

bool from_another_site(const credentials& given) { return page_of(given) == page::other; }

std::optional<signed_in_as> authenticate_cached(const credentials& given) {
    if (auto no = refuse_before_asking(given)) return no;
    const auto hashes = presented(given);
    if (hashes.empty()) return nobody(given);
    const auto known = session_cache::of_process().find(hashes.front());
    if (!known || known->unchecked || !counts(given, *known)) return {};
    const auto wall = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    if (given.counts_as_activity && utc_ms{wall.count()} - known->seen_at >= clock_step) return {};
    return judged(given, *known);
}

signed_in_as authenticate(database& db, const credentials& given) {
    if (auto no = refuse_before_asking(given)) return *no;
    const auto token = bearer_of(given);
    for (const auto& hash : presented(given)) {
        auto known = db.read(as_system(),
                             [&](read_tx& tx) { return token.empty() ? read_session(tx, hash) : read_token(tx, token); });
        if (!known || !counts(given, *known)) continue;
        if (given.counts_as_activity && db.now() - known->seen_at >= clock_step) {
            move_clock(db, *known);
            known->seen_at = db.now();
        }
        session_cache::of_process().put(hash, *known);
        return judged(given, *known);
    }
    return nobody(given);
}

bool session_stands(database& db, const row_id& session) {
    return db.read(as_system(), [&](read_tx& tx) {
        return known_of(tx, tx.row<session_row>(R"(
            SELECT id, csrf_token, user_id, client_link, unchecked, seen_at, proved_at, ends_at
            FROM sessions
            WHERE id = :id AND ended_at IS NULL)",
                                                session)).has_value();
    });
}

}
