#pragma once

#include <lumbar/database.hpp>
#include <lumbar/problems.hpp>
#include <lumbar/request.hpp>
#include <lumbar/response.hpp>

#include <optional>
#include <string>

namespace lumbar::identity {

struct password_body {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(password_body, (), (password))
void check(const password_body& body, problems& list);

// What is wrong with the password of who asks, as an answer; empty when it is right. Tries count as those of signing in do: who
// goes on takes them back with succeeded().
std::optional<response> refusal_of_password(const request& asked, const std::string& password, database& db);

}
