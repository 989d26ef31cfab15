#include "core/src/identity/client_door.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/tokens.hpp"

#include <lumbar/clients.hpp>
#include <lumbar/clinic.hpp>

namespace lumbar::identity {
namespace {

struct greeted_client {
    std::string given_name;
};
BOOST_DESCRIBE_STRUCT(greeted_client, (), (given_name))

struct greeting_clinic {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(greeting_clinic, (), (name))

struct client_session_view {
    std::string purpose;
    greeted_client client;
    std::string csrf;
    greeting_clinic clinic;
};
BOOST_DESCRIBE_STRUCT(client_session_view, (), (purpose, client, csrf, clinic))

struct birth_date_body {
    calendar_date birth_date;
};
BOOST_DESCRIBE_STRUCT(birth_date_body, (), (birth_date))

struct csrf_view {
    std::string csrf;
};
BOOST_DESCRIBE_STRUCT(csrf_view, (), (csrf))

// Whatever the token is worth, the browser lands on the client's page, which says so: the token leaves the address bar.
response open_link(const request& asked, database& db) {
    response to_form;
    to_form.status = 303;
    to_form.headers.emplace_back("Location", "/f");
    auto session = open_client_link(db, asked.path("token"), asked.user());
    to_form.headers.emplace_back("Set-Cookie", set_cookie(client_cookie, session ? std::string_view(session->token) : ""));
    return to_form;
}

std::optional<client_session_view> show_client_session(const request& asked, read_tx& tx) {
    auto who = client_of(tx, asked.user().client);
    if (!who) return {};
    return client_session_view{asked.user().purpose, {who->preferred_name.empty() ? who->given_name : who->preferred_name},
                               csrf_of(tx, asked.user().session), {clinic_of(tx).name}};
}

// For the page that asks for the birth date: it has a session, but not the right to anything yet.
response show_token(const request& asked, read_tx& tx) {
    if (!asked.user().session)
        return problem(401, "link_expired", "This link does not open any more. Ask the clinic for a new one.");
    return ok(csrf_view{csrf_of(tx, asked.user().session)});
}

response give_birth_date(const request& asked, const birth_date_body& body, database& db) {
    switch (check_birth_date(db, asked.user().session, body.birth_date)) {
    case birth_date_check::right: return no_content();
    case birth_date_check::wrong:
        return problem(422, "wrong_birth_date", "That is not the date of birth we have. After five tries the link closes.",
                       {{"/birth_date", "This is not the date we have."}});
    case birth_date_check::no_session: break;
    }
    return problem(401, "link_expired", "This link does not open any more. Ask the clinic for a new one.");
}

}

std::vector<route> client_session_routes() {
    return {
        {verb::get, "/client-session", client_link(""), show_client_session},
        {verb::get, "/client-session/token", anyone(), show_token},
        {verb::post, "/client-session/birth-date", anyone(), give_birth_date},
    };
}

const std::vector<route> page_routes = {
    {verb::get, "/f/{token}", anyone(), open_link},
};

}
