#pragma once

#include <lumbar/clients.hpp>
#include <lumbar/problems.hpp>

#include "core/src/clinic/saving.hpp"

namespace lumbar::practice {

// What the desk writes about a client. What is left out is empty.
struct client_body {
    std::optional<std::string> given_name; // one of these two is there
    std::optional<std::string> family_name;
    std::optional<std::string> preferred_name;
    std::optional<std::string> pronouns;
    std::optional<calendar_date> birth_date;
    std::optional<std::string> phone;
    std::optional<std::string> email;
    std::optional<std::string> address;
    std::optional<std::string> emergency_contact;
    std::optional<std::string> note;
    std::optional<bool> archived; // PUT only; left out: as it was
};
BOOST_DESCRIBE_STRUCT(client_body, (),
                      (given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address, emergency_contact,
                       note, archived))
void check(const client_body& body, problems& list);

// A sentence when nobody living can have this birth date; empty when it is possible or missing.
std::string impossible_birth_date(const client_body& body, const calendar_date& today);

client insert_client(write_tx& tx, const client_body& body);
saving update_client(write_tx& tx, const row_id& id, std::int64_t version, const client_body& body);

// A row of a list of clients.
struct client_line {
    row_id id;
    std::int64_t number = 0;
    std::string name; // as display_name()
    std::string given_name;
    std::string family_name;
    std::optional<calendar_date> birth_date;
    std::string phone;
    std::string email;
    std::string pronouns;
    std::optional<bool> similar; // true: the name is not as typed, but like it
};
BOOST_DESCRIBE_STRUCT(client_line, (), (id, number, name, given_name, family_name, birth_date, phone, email, pronouns, similar))

// "Hanna Lindqvist", as display_name() says it.
std::string shown_name(const std::string& given, const std::string& family, const std::string& preferred);

}
