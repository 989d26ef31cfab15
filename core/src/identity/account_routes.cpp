#include "core/src/identity/api_tokens.hpp"
#include "core/src/identity/known_permissions.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/session_lines.hpp"

#include <algorithm>

// Somebody's own sessions and API tokens.
namespace lumbar::identity {
namespace {

std::vector<told_session> list_sessions(const request& asked, read_tx& tx) {
    return told_sessions(tx, asked.user().id, asked.user().session);
}

response end_one(const request& asked, write_tx& tx) {
    const auto session = asked.id("session");
    if (!end_session(tx, session, asked.user().id)) return not_found("session");
    tx.about({}, session);
    return no_content();
}

response end_others(const request& asked, write_tx& tx) {
    end_sessions_of(tx, asked.user().id, asked.user().session);
    return no_content();
}

struct own_tokens {
    std::vector<api_token> tokens;
    std::vector<permission_view> scopes;     // what a new one may be given
};
BOOST_DESCRIBE_STRUCT(own_tokens, (), (tokens, scopes))

own_tokens list_tokens(const request& asked, read_tx& tx) {
    const auto allowed = scopes_for(tx, asked.user().id);
    own_tokens told{tokens_of(tx, asked.user().id), known_permissions(tx)};
    std::erase_if(told.scopes, [&](const auto& one) { return !std::binary_search(allowed.begin(), allowed.end(), one.name); });
    return told;
}

response add_token(const request& asked, const new_token& body, write_tx& tx) {
    const auto [made, token] = make_token(tx, asked.user().id, body);
    switch (made) {
    case token_making::done: break;
    case token_making::beyond_own_rights:
        return invalid({{"/scopes", "A token may only be given permissions of your own, and never to sign."}});
    case token_making::too_many:
        return conflict("too_many_tokens", "You have 20 tokens: revoke one that is not needed any more.");
    }
    tx.about({}, token.token.id);
    for (const auto& scope : token.token.scopes) tx.changed(scope);
    return created(token);
}

response end_token(const request& asked, write_tx& tx) {
    const auto token = asked.id("token");
    if (!revoke_token(tx, asked.user().id, token)) return not_found("token");
    tx.about({}, token);
    return no_content();
}

}

std::vector<route> account_routes() {
    return {
        {verb::get, "/account/sessions", in_person(), list_sessions},
        route{verb::post, "/account/sessions/{session}/end", in_person(), end_one, audits("session.end")}.when_full(),
        route{verb::post, "/account/sessions/end-others", in_person(), end_others, audits("session.end_others")}.when_full(),
        {verb::get, "/account/tokens", in_person(), list_tokens},
        route{verb::post, "/account/tokens", in_person(), add_token, audits("token.create")}.recent(),
        route{verb::post, "/account/tokens/{token}/end", in_person(), end_token, audits("token.revoke")}.when_full(),
    };
}

}
