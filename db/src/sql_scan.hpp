#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lumbar::data {

// What a statement's text holds, strings and comments left aside.
struct sql_parts {
    std::vector<std::string_view> placeholders; // names without the colon, in order, repeats included
    bool several = false;                       // something follows a semicolon
};
sql_parts scan_statement(std::string_view sql);

// The statements of a script, without their semicolons: those in strings, quoted names, comments, dollar quotes and the
// bodies of triggers and functions do not count. Comments alone are not a statement.
std::vector<std::string_view> split_statements(std::string_view script);

}
