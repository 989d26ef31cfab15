#pragma once

#include <lumbar/database_error.hpp>

#include <string>
#include <string_view>

// What the two back ends say no with, in our words. The texts name owners, tables and constraints, never values.
namespace lumbar::data {

// `code` is SQLite's (extended) result code, `message` its own words, in which a constraint is named.
database_error sqlite_fault(int code, std::string_view message, std::string_view owner);

// `sqlstate` as PostgreSQL gives it; `constraint` and `table` may be empty. `message` is used only where it holds names alone.
database_error postgresql_fault(std::string_view sqlstate, std::string_view message, std::string_view constraint,
                                std::string_view table, std::string_view owner);

}
