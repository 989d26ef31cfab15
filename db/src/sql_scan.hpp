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

// What a statement does, by its words: the first of them, and every table that it writes, wherever in it that stands.
struct sql_deeds {
    std::string_view first;
    std::vector<std::string_view> written;
};
sql_deeds deeds_of(std::string_view sql);

// The statements of a script, without their semicolons: those in strings, quoted names, comments, dollar quotes and the
// bodies of triggers and functions do not count. Comments alone are not a statement.
std::vector<std::string_view> split_statements(std::string_view script);

}
