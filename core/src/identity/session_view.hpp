#pragma once

#include <lumbar/database.hpp>
#include <lumbar/request.hpp>
#include <lumbar/response.hpp>

#include <string>
#include <vector>

// What the screens are told about the session, and how one begins.
namespace lumbar::identity {

struct signed_in_user {
    row_id id;
    std::string name;
    std::string login;
    row_id practitioner;
    std::vector<std::string> roles;
    std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(signed_in_user, (), (id, name, login, practitioner, roles, permissions))

struct clinic_line {
    std::string name, zone, currency;
};
BOOST_DESCRIBE_STRUCT(clinic_line, (), (name, zone, currency))

struct session_view {
    signed_in_user user;
    std::string csrf;
    clinic_line clinic;
    bool set_up = true;
};
BOOST_DESCRIBE_STRUCT(session_view, (), (user, csrf, clinic, set_up))

session_view view_of(read_tx& tx, const row_id& user, const std::string& csrf);

// A new session in the place of the one that asks, if any. `action` goes into the audit log.
struct begun_session {
    session_view view;
    std::string cookie;      // Set-Cookie
};
begun_session enter(write_tx& tx, const request& asked, const row_id& user, std::string action);

// This user, from where the request comes.
caller as_user(const request& asked, const row_id& id, const std::string& name);

}
